import { expect } from 'chai';
import { print } from 'graphql';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  ApprovePracticeDocument,
  AssignPracticeDocument,
  PracticeDocument,
  RejectPracticeDocument,
  SubmitPracticeDocument,
  TakeInChargeDocument,
  UpdatePracticeDocument,
  WithdrawPracticeDocument,
} from '../generated/operations.js';
import { as } from '../support/as.js';
import { type BuiltPractice, buildPractice, type Person } from '../support/build.js';
import { countRows, practiceRow } from '../support/stored.js';

const { DRAFT, SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;

interface Move {
  operation: string;
  by(practice: BuiltPractice): Person;
  input?(practice: BuiltPractice): object;
  /** The status that it leads to, and those that it leads from. */
  to: PracticeStatus;
  from: PracticeStatus[];
}

const MOVES: Record<string, Move> = {
  update: {
    operation: print(UpdatePracticeDocument),
    by: ({ applicant }) => applicant,
    input: () => ({ data: { risposta: 42 } }),
    to: DRAFT,
    from: [DRAFT],
  },
  submit: { operation: print(SubmitPracticeDocument), by: ({ applicant }) => applicant, to: SUBMITTED, from: [DRAFT] },
  'take in charge': {
    operation: print(TakeInChargeDocument),
    by: ({ operator }) => operator,
    to: UNDER_REVIEW,
    from: [REGISTERED],
  },
  assign: {
    operation: print(AssignPracticeDocument),
    by: ({ operator }) => operator,
    input: ({ operator }) => ({ operatorId: operator.id }),
    to: UNDER_REVIEW,
    from: [REGISTERED, UNDER_REVIEW],
  },
  approve: {
    operation: print(ApprovePracticeDocument),
    by: ({ operator }) => operator,
    to: APPROVED,
    from: [UNDER_REVIEW],
  },
  reject: {
    operation: print(RejectPracticeDocument),
    by: ({ operator }) => operator,
    input: () => ({ reason: 'Manca un requisito.' }),
    to: REJECTED,
    from: [UNDER_REVIEW],
  },
  withdraw: {
    operation: print(WithdrawPracticeDocument),
    by: ({ applicant }) => applicant,
    to: WITHDRAWN,
    from: [SUBMITTED, REGISTERED, UNDER_REVIEW],
  },
};

const historyOf = async ({ id, applicant }: BuiltPractice) => {
  const { practice } = await as(applicant).ask(PracticeDocument, { id });
  return practice?.history ?? [];
};

describe('the status of a practice', () => {
  for (const [name, { operation, by, input, to, from }] of Object.entries(MOVES)) {
    for (const status of Object.values(PracticeStatus)) {
      const allowed = from.includes(status);
      it(`${allowed ? 'lets' : 'refuses to'} ${name} when it is ${status}`, async () => {
        const practice = await buildPractice({ status });
        const history = await historyOf(practice);
        const row = await practiceRow(practice.id);
        const counts = await countRows();
        const viewer = as(by(practice));
        const variables = { input: { practiceId: practice.id, ...input?.(practice) } };

        if (allowed) {
          await viewer.ask(operation, variables);
          const changes = (await historyOf(practice)).slice(history.length);
          const registered = to === SUBMITTED ? [[SUBMITTED, REGISTERED]] : [];
          const expected = status === to ? [] : [[status, to], ...registered];
          expect(changes.map((change) => [change.from, change.to])).to.deep.equal(expected);
          expect((await practiceRow(practice.id))?.status).to.equal(to === SUBMITTED ? REGISTERED : to);
          return;
        }
        const refusal = await viewer.refused(operation, variables);
        if (status === DRAFT && by(practice) === practice.operator) expect(refusal.code).to.equal('NOT_FOUND');
        else expect(refusal).to.deep.include({ code: 'INVALID_TRANSITION', details: { from: status, to } });
        expect(await practiceRow(practice.id)).to.deep.equal(row);
        expect(await countRows()).to.deep.equal(counts);
      });
    }
  }

  it('passes SUBMITTED and is REGISTERED at once when it is filed, and history shows both', async () => {
    const practice = await buildPractice({ status: DRAFT });
    expect(await historyOf(practice)).to.be.empty;
    const { submitPractice } = await as(practice.applicant).ask(SubmitPracticeDocument, {
      input: { practiceId: practice.id },
    });
    const { status, protocolNumber, submittedAt, history } = submitPractice.practice;
    expect(status).to.equal(REGISTERED);
    expect(protocolNumber).to.match(/^\d{4}\/\d{7}$/);
    expect(history.map(({ from, to }) => [from, to])).to.deep.equal([
      [DRAFT, SUBMITTED],
      [SUBMITTED, REGISTERED],
    ]);
    expect(history[0]?.at).to.equal(submittedAt);
  });

  it('keeps the instant, the author and the reason of every change', async () => {
    const practice = await buildPractice({ status: REJECTED });
    const { practice: seen } = await as(practice.operator).ask(PracticeDocument, { id: practice.id });
    expect(seen?.history.map(({ to, by, note }) => [to, by.role, note])).to.deep.equal([
      [SUBMITTED, 'CITIZEN', null],
      [REGISTERED, 'CITIZEN', null],
      [UNDER_REVIEW, 'OPERATOR', null],
      [REJECTED, 'OPERATOR', 'Requisiti non soddisfatti.'],
    ]);
    const [submitted, , takenInCharge, rejected] = seen?.history ?? [];
    expect(seen).to.deep.include({
      outcomeReason: 'Requisiti non soddisfatti.',
      submittedAt: submitted?.at,
      takenInChargeAt: takenInCharge?.at,
      closedAt: rejected?.at,
      updatedAt: rejected?.at,
    });
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { print } from 'graphql';
import { PracticeStatus } from '../src/practices/practice.entity.js';
import {
  ApprovePracticeDocument,
  RejectPracticeDocument,
  SendMessageDocument,
  TakeInChargeDocument,
  WithdrawPracticeDocument,
} from './generated/operations.js';
import { app } from './support/app.js';
import { as } from './support/as.js';
import {
  type BuiltPractice,
  buildCitizen,
  buildPractice,
  buildService,
  buildStaff,
  claimsOf,
  inventCitizen,
  type Means,
  type Person,
  prepare,
} from './support/build.js';
import { rows } from './support/stored.js';

const { REGISTERED, UNDER_REVIEW } = PracticeStatus;

/** How often each race is run: RACE_ROUNDS, once unless it is set. */
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 1);

/** What came of the races, told at their end when they are run more than once. */
const figures = new Map<string, number>();
const count = (what: string, times = 1) => figures.set(what, (figures.get(what) ?? 0) + times);

interface Stored {
  id: string;
  createdAt: unknown;
}

const messagesOf = (practiceId: string) =>
  rows<Stored>('SELECT id, createdAt FROM messages WHERE practiceId = ?', practiceId);

/** The rows of history that end a practice. */
const decisionsOf = (practiceId: string) =>
  rows<{ id: string; at: unknown; to: string }>(
    "SELECT id, at, `to` FROM status_changes WHERE practiceId = ? AND `to` IN ('APPROVED', 'REJECTED', 'WITHDRAWN')",
    practiceId,
  );

const instant = (value: unknown): number =>
  (value instanceof Date ? value : new Date(`${String(value).replace(' ', 'T')}Z`)).getTime();

/** Starts all at the same instant, in an order that no two rounds share. */
async function atOnce<T>(starts: (() => Promise<T>)[]): Promise<T[]> {
  const order = starts.map((start, index) => ({ start, index, at: Math.random() })).sort((a, b) => a.at - b.at);
  const results = await Promise.all(order.map(async ({ start, index }) => ({ index, result: await start() })));
  return results.sort((a, b) => a.index - b.index).map(({ result }) => result);
}

const codeOf = ({ errors }: { errors?: { extensions: { code: string } }[] }): string =>
  errors?.[0]?.extensions.code ?? 'done';

describe(`races, ${ROUNDS === 1 ? 'once' : `${ROUNDS} rounds`}`, function () {
  this.timeout(60_000);

  after(() => {
    if (ROUNDS === 1) return;
    const lines = [...figures].map(([what, times]) => `  ${what}: ${times}`);
    process.stdout.write(`\n  In ${ROUNDS} rounds:\n${lines.join('\n')}\n`);
  });

  for (let round = 1; round <= ROUNDS; round += 1) {
    it(`R6 stores no message after the decision, in 50 pairs of both at once (round ${round})`, async () => {
      const pairs = await makePairs(50);
      const outcomes = await atOnce(
        pairs.flatMap((pair) => [
          () => as(pair.author).answer(print(SendMessageDocument), { input: { confirmationToken: pair.token } }),
          () => decide(pair.practice, pair.decision),
        ]),
      );
      for (const [index, { practice }] of pairs.entries()) {
        const [sent, decided] = outcomes.slice(2 * index);
        expect(codeOf(decided ?? {})).to.equal('done');
        const [decision, ...others] = await decisionsOf(practice.id);
        expect(others).to.be.empty;
        const messages = await messagesOf(practice.id);
        const [row] = await rows<{ updatedAt: unknown; status: string; closedAt: unknown }>(
          'SELECT status, updatedAt, closedAt FROM practices WHERE id = ?',
          practice.id,
        );
        expect(row?.status).to.equal(decision?.to);
        // The decision was the last to write the practice.
        expect(instant(row?.updatedAt)).to.equal(instant(decision?.at)).and.to.equal(instant(row?.closedAt));
        if (codeOf(sent ?? {}) === 'done') {
          count('messages before the decision');
          expect(messages).to.have.length(1);
          expect(instant(messages[0]?.createdAt)).to.be.at.most(instant(decision?.at));
          // Ids of one process sort as they were made: the mail that tells of it was queued before the decision was written.
          const mails = await rows<{ id: string }>('SELECT id FROM mails WHERE messageId = ?', messages[0]?.id ?? '');
          expect(mails).to.have.length(1);
          expect(String(mails[0]?.id) < String(decision?.id)).to.equal(true);
        } else {
          count('messages refused');
          expect(codeOf(sent ?? {})).to.equal('MESSAGE_WINDOW_CLOSED');
          expect(messages).to.be.empty;
        }
      }
      count('pairs', pairs.length);
    });

    it(`R10 sends a message once that is confirmed 20 times at once (round ${round})`, async () => {
      const { id, operator } = await buildPractice();
      const confirmationToken = await prepare(operator, id);
      const answers = await atOnce(
        Array.from(
          { length: 20 },
          () => () => as(operator).answer(SendMessageDocument, { input: { confirmationToken } }),
        ),
      );
      const ids = answers.map(({ data }) => data?.sendMessage.message.id);
      const [stored, ...others] = await messagesOf(id);
      expect(others).to.be.empty;
      expect(new Set(ids)).to.deep.equal(new Set([stored?.id]));
      expect(await rows('SELECT id FROM mails WHERE messageId = ?', stored?.id ?? '')).to.have.length(1);
      count('confirmations of one token', answers.length);
    });

    it(`lets one operator win who take a practice in charge at once (round ${round})`, async () => {
      const service = await buildService();
      const operators = await Promise.all(Array.from({ length: 5 }, () => buildStaff({ services: [service] })));
      for (let turn = 0; turn < 5; turn += 1) {
        const { id: practiceId } = await buildPractice({ service, status: REGISTERED });
        const answers = await atOnce(
          operators.map((operator) => () => as(operator).answer(TakeInChargeDocument, { input: { practiceId } })),
        );
        const codes = answers.map(codeOf);
        expect([...codes].sort()).to.deep.equal([...Array(4).fill('INVALID_TRANSITION'), 'done']);
        const [practice] = await rows<{ operatorId: string }>(
          'SELECT operatorId FROM practices WHERE id = ?',
          practiceId,
        );
        expect(practice?.operatorId).to.equal(operators[codes.indexOf('done')]?.id);
        const taken = "SELECT id FROM status_changes WHERE practiceId = ? AND `to` = 'UNDER_REVIEW'";
        expect(await rows(taken, practiceId)).to.have.length(1);
        const told = "SELECT id FROM mails WHERE practiceId = ? AND kind = 'practice.takenInCharge'";
        expect(await rows(told, practiceId)).to.have.length(1);
        count('practices taken by five at once');
      }
    });

    it(`ends a practice once that is approved, rejected and withdrawn at once (round ${round})`, async () => {
      const service = await buildService();
      const operator = await buildStaff({ services: [service] });
      for (let turn = 0; turn < 5; turn += 1) {
        const practice = await buildPractice({ service, operator, status: UNDER_REVIEW });
        const answers = await atOnce(DECISIONS.map((decision) => () => decide(practice, decision)));
        const codes = answers.map(codeOf);
        expect([...codes].sort()).to.deep.equal(['INVALID_TRANSITION', 'INVALID_TRANSITION', 'done']);
        const winner = DECISIONS[codes.indexOf('done')] ?? '';
        const decisions = await decisionsOf(practice.id);
        expect(decisions.map(({ to }) => to)).to.deep.equal([winner]);
        const mails = await rows<{ kind: string }>(
          "SELECT kind FROM mails WHERE practiceId = ? AND kind IN ('practice.approved', 'practice.rejected')",
          practice.id,
        );
        expect(mails.map(({ kind }) => kind)).to.deep.equal(
          winner === 'WITHDRAWN' ? [] : [`practice.${winner.toLowerCase()}`],
        );
        count(`three decisions at once, won by ${winner}`);
      }
    });

    for (const means of ['SPID', 'CIE', 'PASSWORD'] as Means[]) {
      it(`R22 makes one profile of the first tokens of one citizen, with ${means}, at once (round ${round})`, async () => {
        for (const tokens of [2, 2, 5]) {
          const citizen = inventCitizen();
          const given = await Promise.all(
            Array.from({ length: tokens }, () => app().issuer.token(claimsOf(citizen, means))),
          );
          const ids = await meAtOnce(given);
          expect(new Set(ids).size).to.equal(1);
          const identities = await rows('SELECT userId FROM identities WHERE subject = ?', citizen.subject);
          expect(identities).to.deep.equal([{ userId: ids[0] }]);
          count('first tokens at once', tokens);
        }
      });
    }

    it(`R22 makes one profile of one citizen who comes from two providers at once (round ${round})`, async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        const { claims, fiscalCode } = inventCitizen();
        const given = await Promise.all(
          Array.from({ length: 3 }, () => app().issuer.token({ ...claims, sub: randomUUID() })),
        );
        const ids = await meAtOnce(given);
        expect(new Set(ids).size).to.equal(1);
        expect(await rows('SELECT id FROM users WHERE fiscalCode = ?', fiscalCode)).to.have.length(1);
        count('first tokens at once', given.length);
      }
    });
  }
});

const DECISIONS = ['APPROVED', 'REJECTED', 'WITHDRAWN'] as const;
type Decision = (typeof DECISIONS)[number];

interface Pair {
  practice: BuiltPractice;
  author: Person;
  token: string;
  decision: Decision;
}

/** Practices with a message that is prepared, by either side, and a decision to come. */
async function makePairs(many: number): Promise<Pair[]> {
  const service = await buildService();
  const operator = await buildStaff({ services: [service] });
  const applicants = await Promise.all(Array.from({ length: 5 }, () => buildCitizen()));
  const make = async (index: number): Promise<Pair> => {
    const applicant = applicants[index % applicants.length] ?? (await buildCitizen());
    const practice = await buildPractice({ service, operator, applicant });
    const author = index % 2 === 0 ? operator : applicant;
    const decision = DECISIONS[index % DECISIONS.length] ?? 'APPROVED';
    return { practice, author, token: await prepare(author, practice.id), decision };
  };
  return Promise.all(Array.from({ length: many }, (_, index) => make(index)));
}

const DOORS: Record<Decision, string> = {
  APPROVED: print(ApprovePracticeDocument),
  REJECTED: print(RejectPracticeDocument),
  WITHDRAWN: print(WithdrawPracticeDocument),
};

/** Decides on a practice, and answers whatever came of it. */
function decide({ id, operator, applicant }: BuiltPractice, decision: Decision) {
  const input = { practiceId: id, reason: 'Deciso insieme ad altro.' };
  return as(decision === 'WITHDRAWN' ? applicant : operator).answer(DOORS[decision], { input });
}

const meAtOnce = (tokens: string[]): Promise<string[]> =>
  atOnce(
    tokens.map(
      (token) => async () => (await as({ token }).ask<{ me: { id: string } }, unknown>('{ me { id } }')).me.id,
    ),
  );

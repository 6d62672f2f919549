import 'reflect-metadata';
import { expect } from 'chai';
import { AuthenticationMethod } from '../../src/identity/authentication.js';
import { Role } from '../../src/identity/role.js';
import { ANONYMOUS, Viewer } from '../../src/identity/viewer.js';
import {
  awaitingReplyFrom,
  canAddNote,
  type MessagingFacts,
  messagingBlocks,
} from '../../src/messages/message.policy.js';
import { PracticeStatus } from '../../src/practices/practice.entity.js';

const { DRAFT, SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;
const { SPID, CIE, CNS, PASSWORD } = AuthenticationMethod;

const RULES = { spidMinLevel: 1, messageSenders: 'assignee' } as const;

const applicant = new Viewer('applicant', Role.CITIZEN, null);
const stranger = new Viewer('stranger', Role.CITIZEN, null);
const inCharge = new Viewer('in charge', Role.OPERATOR, null, new Set(['service']));
const colleague = new Viewer('colleague', Role.OPERATOR, null, new Set(['service']));
const elsewhere = new Viewer('elsewhere', Role.OPERATOR, null, new Set(['another service']));
const administrator = new Viewer('administrator', Role.ADMIN, null);

const practice = (facts: Partial<MessagingFacts> = {}): MessagingFacts => ({
  status: UNDER_REVIEW,
  serviceId: 'service',
  applicantId: 'applicant',
  operatorId: 'in charge',
  authenticationMethod: SPID,
  authenticationLevel: 2,
  ...facts,
});

const blocks = (viewer: Viewer, facts: MessagingFacts, rules: Parameters<typeof messagingBlocks>[2] = RULES) =>
  messagingBlocks(viewer, facts, rules).map(({ code }) => code);

describe('R5 who may send', () => {
  it('is the applicant and the operator in charge', () => {
    for (const viewer of [applicant, inCharge]) expect(blocks(viewer, practice())).to.be.empty;
    for (const viewer of [stranger, colleague, elsewhere, administrator, ANONYMOUS]) {
      expect(blocks(viewer, practice())).to.deep.equal(['NOT_A_PARTY']);
    }
  });

  it('is every operator of the service with MESSAGE_SENDERS=enabled, and still nobody else', () => {
    const rules = { ...RULES, messageSenders: 'enabled' } as const;
    for (const viewer of [applicant, inCharge, colleague]) expect(blocks(viewer, practice(), rules)).to.be.empty;
    for (const viewer of [stranger, elsewhere, administrator, ANONYMOUS]) {
      expect(blocks(viewer, practice(), rules)).to.deep.equal(['NOT_A_PARTY']);
    }
  });

  it('is not who was in charge of a service that they no longer handle', () => {
    const former = new Viewer('in charge', Role.OPERATOR, null, new Set());
    expect(blocks(former, practice())).to.deep.equal(['NOT_A_PARTY']);
  });

  it('needs an operator, not the status alone', () => {
    expect(blocks(applicant, practice({ operatorId: null }))).to.deep.equal(['NOT_TAKEN_IN_CHARGE']);
  });
});

describe('R5, R6 when messages are possible', () => {
  for (const [status, expected] of [
    [DRAFT, ['NOT_TAKEN_IN_CHARGE']],
    [SUBMITTED, ['NOT_TAKEN_IN_CHARGE']],
    [REGISTERED, ['NOT_TAKEN_IN_CHARGE']],
    [UNDER_REVIEW, []],
    [APPROVED, ['DECIDED']],
    [REJECTED, ['DECIDED']],
    [WITHDRAWN, ['DECIDED']],
  ] as [PracticeStatus, string[]][]) {
    it(`says of ${status}: ${expected.join() || 'possible'}`, () => {
      for (const viewer of [applicant, inCharge]) expect(blocks(viewer, practice({ status }))).to.deep.equal(expected);
    });
  }
});

describe('R8 what counts as filed with SPID', () => {
  for (const [authenticationMethod, authenticationLevel, lowest] of [
    [SPID, 1, 1],
    [SPID, 2, 2],
    [SPID, 3, 3],
    [SPID, 3, 1],
  ] as const) {
    it(`takes ${authenticationMethod} at level ${authenticationLevel} where ${lowest} is the lowest`, () => {
      const facts = practice({ authenticationMethod, authenticationLevel });
      expect(blocks(applicant, facts, { ...RULES, spidMinLevel: lowest })).to.be.empty;
    });
  }

  for (const [authenticationMethod, authenticationLevel, lowest] of [
    [SPID, 1, 2],
    [SPID, 2, 3],
    [SPID, null, 1],
    [CIE, 3, 1],
    [CNS, null, 1],
    [PASSWORD, null, 1],
    [PASSWORD, 3, 1],
  ] as const) {
    it(`refuses ${authenticationMethod} at level ${authenticationLevel} where ${lowest} is the lowest`, () => {
      const facts = practice({ authenticationMethod, authenticationLevel });
      expect(blocks(applicant, facts, { ...RULES, spidMinLevel: lowest })).to.deep.equal(['NOT_FILED_WITH_SPID']);
    });
  }
});

describe('R7 who may add a note', () => {
  it('is every operator of the service, in every status but DRAFT', () => {
    for (const status of Object.values(PracticeStatus)) {
      for (const viewer of [inCharge, colleague]) {
        expect(canAddNote(viewer, practice({ status })), status).to.equal(status !== DRAFT);
      }
      for (const viewer of [applicant, stranger, elsewhere, administrator, ANONYMOUS]) {
        expect(canAddNote(viewer, practice({ status })), status).to.equal(false);
      }
    }
  });
});

describe('whose turn it is', () => {
  it('is the other party of the last message, while messages are possible', () => {
    const [earlier, later] = [new Date('2026-03-01T10:00:00Z'), new Date('2026-03-01T10:00:00.001Z')];
    const turn = (citizenWroteAt: Date | null, operatorWroteAt: Date | null, facts: Partial<MessagingFacts> = {}) =>
      awaitingReplyFrom({ ...practice(facts), citizenWroteAt, operatorWroteAt }, RULES);
    expect(turn(null, null)).to.equal(null);
    expect(turn(later, null)).to.equal(Role.OPERATOR);
    expect(turn(later, earlier)).to.equal(Role.OPERATOR);
    expect(turn(null, later)).to.equal(Role.CITIZEN);
    expect(turn(earlier, later)).to.equal(Role.CITIZEN);
    for (const status of [REGISTERED, APPROVED, REJECTED, WITHDRAWN]) {
      expect(turn(later, earlier, { status })).to.equal(null);
    }
    expect(turn(later, earlier, { authenticationMethod: CIE })).to.equal(null);
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { PracticeStatus } from '../src/practices/practice.entity.js';
import { createSchema } from '../src/schema.js';
import { ServiceStatus } from '../src/services/service.entity.js';
import { type Asker, as } from './support/as.js';
import {
  type BuiltPractice,
  type BuiltService,
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildService,
  buildStaff,
  type Citizen,
  note,
  type Person,
  prepare,
  send,
} from './support/build.js';
import { type BuiltGroup, buildGroup } from './support/build-group.js';
import { countRows, practiceRow } from './support/stored.js';

const { DRAFT, REGISTERED, UNDER_REVIEW } = PracticeStatus;

/** Somebody who comes to a door, as the matrix names them. */
const VIEWERS = [
  'anonymous',
  'the applicant',
  'another citizen',
  'the operator in charge',
  'an enabled colleague',
  'an operator of another service',
  'an administrator',
] as const;

/** What somebody gets: the thing itself, nothing as if it did not exist, or the code of a refusal. */
type Outcome = 'yes' | 'null' | 'absent' | Refused;
type Refused = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFIRMATION_INVALID' | 'BAD_USER_INPUT' | 'CONFLICT';

const YES = 'yes';
const NONE = 'null';
const ABSENT = 'absent';
const IN = 'UNAUTHENTICATED';
const NO = 'FORBIDDEN';
const HID = 'NOT_FOUND';
const TOKEN = 'CONFIRMATION_INVALID';
const INPUT = 'BAD_USER_INPUT';
const BUSY = 'CONFLICT';

/** A practice with a correspondence, and what is prepared on it. */
interface Stage extends BuiltPractice {
  messageId: string;
  noteId: string;
  ofApplicant: string;
  ofOperator: string;
  /** A group without services, and a service that is not published: citizens see neither. */
  group: BuiltGroup;
  hidden: BuiltService;
}

interface Door {
  name: string;
  status?: PracticeStatus;
  /** The input of a mutation; for a query its selection. */
  ask(stage: Stage): { operation: string; variables?: object };
  outcomes: readonly [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
}

const query = (operation: string, variables: (stage: Stage) => object = () => ({})) => ({
  ask: (stage: Stage) => ({ operation, variables: variables(stage) }),
});

const mutation = (door: string, type: string, input: (stage: Stage) => object) => ({
  ask: (stage: Stage) => ({
    operation: `mutation ($input: ${type}!) { ${door}(input: $input) { __typename } }`,
    variables: { input: input(stage) },
  }),
});

const practiceId = ({ id }: Stage) => ({ practiceId: id });
const PRACTICE = query('query ($id: ID!) { practice(id: $id) { id } }', ({ id }) => ({ id }));
const PRACTICES = query(
  'query ($filter: PracticeFilter) { practices(filter: $filter, first: 100) { nodes { id } } }',
  ({ service }) => ({ filter: { serviceId: [service.id] } }),
);
const message = (id: (stage: Stage) => string) =>
  query('query ($id: ID!) { message(id: $id) { id } }', (stage) => ({ id: id(stage) }));
const token = (door: string, of: 'ofApplicant' | 'ofOperator') =>
  mutation(door, 'SendMessageInput', (stage) => ({ confirmationToken: stage[of] }));

const named = (door: string, slug: (stage: Stage) => string) =>
  query(`query ($slug: String!) { ${door}(slug: $slug) { id } }`, (stage) => ({ slug: slug(stage) }));
const groupId = ({ group }: Stage) => ({ groupId: group.id });

const EVERYBODY: Door['outcomes'] = [YES, YES, YES, YES, YES, YES, YES];
const STAFF_OR_NULL: Door['outcomes'] = [NONE, NONE, NONE, YES, YES, YES, YES];
const STAFF: Door['outcomes'] = [IN, NO, NO, YES, YES, YES, YES];
const ADMINISTRATORS: Door['outcomes'] = [IN, NO, NO, NO, NO, NO, YES];

/** Who may do what, as the rules have it: a row for each door, a column for each kind of viewer. */
const DOORS: Door[] = [
  { name: 'me', ...query('{ me { id } }'), outcomes: [NONE, YES, YES, YES, YES, YES, YES] },
  { name: 'practice', ...PRACTICE, outcomes: [IN, YES, NONE, YES, YES, NONE, YES] },
  { name: 'practice', status: DRAFT, ...PRACTICE, outcomes: [IN, YES, NONE, NONE, NONE, NONE, NONE] },
  { name: 'practices', ...PRACTICES, outcomes: [IN, YES, ABSENT, YES, YES, ABSENT, YES] },
  { name: 'practices', status: DRAFT, ...PRACTICES, outcomes: [IN, YES, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT] },
  { name: 'message', ...message(({ messageId }) => messageId), outcomes: [IN, YES, NONE, YES, YES, NONE, YES] },
  { name: 'message', ...message(({ noteId }) => noteId), outcomes: [IN, NONE, NONE, YES, YES, NONE, YES] },
  { name: 'desk', ...query('{ desk { all } }'), outcomes: [IN, NO, NO, YES, YES, YES, NO] },
  { name: 'catalogue', ...query('{ catalogue { totalCount } }'), outcomes: EVERYBODY },
  { name: 'service', ...named('service', ({ service }) => service.slug), outcomes: EVERYBODY },
  { name: 'service', ...named('service', ({ hidden }) => hidden.slug), outcomes: STAFF_OR_NULL },
  { name: 'serviceGroup', ...named('serviceGroup', ({ group }) => group.slug), outcomes: STAFF_OR_NULL },
  { name: 'services', ...query('{ services { totalCount } }'), outcomes: STAFF },
  { name: 'serviceGroups', ...query('{ serviceGroups { totalCount } }'), outcomes: STAFF },
  { name: 'users', ...query('{ users { totalCount } }'), outcomes: ADMINISTRATORS },
  {
    name: 'accessLog',
    ...query('query ($id: ID!) { accessLog(practiceId: $id) { totalCount } }', ({ id }) => ({ id })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'createPractice',
    ...mutation('createPractice', 'CreatePracticeInput', ({ service }) => ({ serviceId: service.id })),
    outcomes: [IN, YES, YES, NO, NO, NO, NO],
  },
  {
    name: 'updatePractice',
    status: DRAFT,
    ...mutation('updatePractice', 'UpdatePracticeInput', (stage) => ({ ...practiceId(stage), data: { a: 1 } })),
    outcomes: [IN, YES, HID, NO, NO, NO, NO],
  },
  {
    name: 'submitPractice',
    status: DRAFT,
    ...mutation('submitPractice', 'PracticeIdInput', practiceId),
    outcomes: [IN, YES, HID, NO, NO, NO, NO],
  },
  {
    name: 'withdrawPractice',
    ...mutation('withdrawPractice', 'ClosePracticeInput', practiceId),
    outcomes: [IN, YES, HID, NO, NO, NO, NO],
  },
  {
    name: 'takeInCharge',
    status: REGISTERED,
    ...mutation('takeInCharge', 'PracticeIdInput', practiceId),
    outcomes: [IN, NO, NO, YES, YES, HID, NO],
  },
  {
    name: 'assignPractice',
    ...mutation('assignPractice', 'AssignPracticeInput', (stage) => ({
      ...practiceId(stage),
      operatorId: stage.operator.id,
    })),
    outcomes: [IN, NO, NO, YES, YES, HID, YES],
  },
  {
    name: 'assignPractice',
    status: REGISTERED,
    ...mutation('assignPractice', 'AssignPracticeInput', (stage) => ({
      ...practiceId(stage),
      operatorId: stage.operator.id,
    })),
    outcomes: [IN, NO, NO, YES, YES, HID, YES],
  },
  {
    name: 'approvePractice',
    ...mutation('approvePractice', 'ClosePracticeInput', practiceId),
    outcomes: [IN, NO, NO, YES, NO, HID, NO],
  },
  {
    name: 'rejectPractice',
    ...mutation('rejectPractice', 'ClosePracticeInput', (stage) => ({ ...practiceId(stage), reason: 'No.' })),
    outcomes: [IN, NO, NO, YES, NO, HID, NO],
  },
  {
    name: 'addNote',
    ...mutation('addNote', 'WriteMessageInput', (stage) => ({ ...practiceId(stage), body: 'Nota' })),
    outcomes: [IN, NO, NO, YES, YES, HID, NO],
  },
  {
    name: 'prepareMessage',
    ...mutation('prepareMessage', 'WriteMessageInput', (stage) => ({ ...practiceId(stage), body: 'Buongiorno' })),
    outcomes: [IN, YES, HID, YES, NO, HID, NO],
  },
  { name: 'sendMessage', ...token('sendMessage', 'ofApplicant'), outcomes: [IN, YES, TOKEN, TOKEN, TOKEN, TOKEN, NO] },
  { name: 'sendMessage', ...token('sendMessage', 'ofOperator'), outcomes: [IN, TOKEN, TOKEN, YES, TOKEN, TOKEN, NO] },
  {
    name: 'discardMessage',
    ...token('discardMessage', 'ofApplicant'),
    outcomes: [IN, YES, TOKEN, TOKEN, TOKEN, TOKEN, NO],
  },
  {
    name: 'discardMessage',
    ...token('discardMessage', 'ofOperator'),
    outcomes: [IN, TOKEN, TOKEN, YES, TOKEN, TOKEN, NO],
  },
  {
    name: 'markMessagesRead',
    ...mutation('markMessagesRead', 'MarkMessagesReadInput', (stage) => ({
      ...practiceId(stage),
      upToMessageId: stage.messageId,
    })),
    outcomes: [IN, YES, HID, YES, YES, HID, NO],
  },
  {
    name: 'changePassword',
    ...mutation('changePassword', 'ChangePasswordInput', () => ({
      currentPassword: 'not their password',
      newPassword: 'a password that is long enough',
    })),
    outcomes: [IN, NO, NO, INPUT, INPUT, INPUT, INPUT],
  },
  {
    name: 'createService',
    ...mutation('createService', 'CreateServiceInput', () => ({
      name: `Servizio ${randomUUID()}`,
      description: 'Un servizio inventato.',
    })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'updateService',
    ...mutation('updateService', 'UpdateServiceInput', ({ service }) => ({ serviceId: service.id, topic: 'Prove' })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'createUser',
    ...mutation('createUser', 'CreateUserInput', () => ({
      role: 'OPERATOR',
      givenName: 'Nuova',
      familyName: 'Persona',
      email: `${randomUUID()}@uffici.example`,
    })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'updateUser',
    ...mutation('updateUser', 'UpdateUserInput', ({ operator }) => ({ userId: operator.id, givenName: 'Altro' })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'deleteService',
    ...mutation('deleteService', 'ServiceIdInput', ({ hidden }) => ({ serviceId: hidden.id })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'deleteService',
    ...mutation('deleteService', 'ServiceIdInput', ({ service }) => ({ serviceId: service.id })),
    outcomes: [IN, NO, NO, NO, NO, NO, BUSY],
  },
  {
    name: 'createServiceGroup',
    ...mutation('createServiceGroup', 'CreateServiceGroupInput', () => ({
      name: `Gruppo ${randomUUID()}`,
      description: 'Un gruppo inventato.',
    })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'updateServiceGroup',
    ...mutation('updateServiceGroup', 'UpdateServiceGroupInput', (stage) => ({ ...groupId(stage), topic: 'Prove' })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'arrangeServiceGroup',
    ...mutation('arrangeServiceGroup', 'ArrangeServiceGroupInput', (stage) => ({
      ...groupId(stage),
      serviceIds: [stage.hidden.id],
    })),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'deleteServiceGroup',
    ...mutation('deleteServiceGroup', 'ServiceGroupIdInput', groupId),
    outcomes: ADMINISTRATORS,
  },
  {
    name: 'updateProfile',
    ...mutation('updateProfile', 'UpdateProfileInput', () => ({ phone: '+39 050 123456' })),
    outcomes: [IN, YES, YES, YES, YES, YES, YES],
  },
];

/** Doors that anybody may come to, with something else than a token to show. */
const ELSEWHERE = ['signIn'];

describe('who may do what', () => {
  let service: BuiltService;
  let applicant: Citizen;
  let operator: Person;
  let viewers: Asker[];
  /** Kept as long as nobody changes it: what is refused changes nothing. */
  const stages = new Map<PracticeStatus, Stage>();

  before(async () => {
    service = await buildService();
    applicant = await buildCitizen();
    operator = await buildStaff({ services: [service] });
    viewers = [
      null,
      applicant,
      await buildCitizen(),
      operator,
      await buildStaff({ services: [service] }),
      await buildStaff({ services: [await buildService()] }),
      await buildAdministrator(),
    ];
  });

  const stageFor = async (status: PracticeStatus): Promise<Stage> => {
    const known = stages.get(status);
    if (known) return known;
    const practice = await buildPractice({ service, applicant, operator, status });
    const stage: Stage = {
      ...practice,
      messageId: '',
      noteId: '',
      ofApplicant: '',
      ofOperator: '',
      group: await buildGroup({ services: 0 }),
      hidden: await buildService({ status: ServiceStatus.DRAFT }),
    };
    if (status === UNDER_REVIEW) {
      stage.messageId = await send(operator, practice.id);
      stage.noteId = await note(operator, practice.id);
      stage.ofApplicant = await prepare(applicant, practice.id);
      stage.ofOperator = await prepare(operator, practice.id);
    }
    stages.set(status, stage);
    return stage;
  };

  for (const { name, status = UNDER_REVIEW, ask, outcomes } of DOORS) {
    for (const [index, viewer] of VIEWERS.entries()) {
      const expected = outcomes[index] as Outcome;
      it(`${name} on ${status} for ${viewer}: ${expected}`, async () => {
        const stage = await stageFor(status);
        const { operation, variables } = ask(stage);
        const before = await countRows();
        const row = await practiceRow(stage.id);

        const { data, errors } = await as(viewers[index] ?? null).answer<Record<string, Seen>, unknown>(
          operation,
          variables,
        );

        const code = errors?.[0]?.extensions.code;
        expect(code ?? seen(data?.[name], name === 'practices' ? stage.id : null)).to.equal(expected);
        if (expected === YES && operation.startsWith('mutation')) stages.delete(status);
        else {
          expect(await countRows(), 'nothing was written and no mail queued').to.deep.equal(before);
          expect(await practiceRow(stage.id)).to.deep.equal(row);
        }
      });
    }
  }

  it('has a row for every door of the schema', () => {
    const schema = createSchema();
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    const known = new Set([...DOORS.map(({ name }) => name), ...ELSEWHERE]);
    expect(fields.filter((field) => !known.has(field))).to.deep.equal([]);
  });
});

type Seen = { nodes?: { id: string }[] } | null | undefined;

function seen(answer: Seen, listed: string | null): Outcome {
  if (answer == null) return NONE;
  if (listed === null) return YES;
  return answer.nodes?.some(({ id }) => id === listed) ? YES : ABSENT;
}

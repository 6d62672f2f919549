import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { getNamedType, isLeafType } from 'graphql';
import { IsNull, Not } from 'typeorm';
import { AccessKind } from '../src/access/access-entry.entity.js';
import { Role } from '../src/identity/role.js';
import { Mail } from '../src/mail/mail.entity.js';
import { DeliveryState } from '../src/outbox/outbox-item.entity.js';
import { PracticeStatus } from '../src/practices/practice.entity.js';
import { createSchema } from '../src/schema.js';
import { ServiceStatus } from '../src/services/service.entity.js';
import { UserProfile } from '../src/users/user-profile.entity.js';
import { app } from './support/app.js';
import { as } from './support/as.js';
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
import { cheapHash } from './support/cheap-hash.js';
import { withWebhooks } from './support/installation.js';
import { snapshot } from './support/snapshot.js';

const { DRAFT, REGISTERED, UNDER_REVIEW } = PracticeStatus;

/** Who comes to a door, in the order of the table's columns. */
const VIEWERS = ['nobody', 'applicant', 'neighbour', 'inCharge', 'colleague', 'stranger', 'admin'] as const;
type ViewerName = (typeof VIEWERS)[number];

/**
 * "Who may do what": every root field of the schema, and what becomes of who comes to it. Behind a stroke stands what of it
 * the row is about. `null` is an answer, as if there were nothing, and `absent` a list in which the practice is not; the
 * others stand for the code of a refusal.
 */
const TABLE = `
                          nobody  applicant  neighbour  inCharge  colleague  stranger  admin
me                        null    yes        yes        yes       yes        yes       yes
exportMyData              login   yes        yes        no        no         no        no
practices                 login   yes        absent     yes       yes        absent    yes
practices/draft           login   yes        absent     absent    absent     absent    absent
practice                  login   yes        null       yes       yes        null      yes
practice/draft            login   yes        null       null      null       null      null
message                   login   yes        null       yes       yes        null      yes
message/note              login   null       null       yes       yes        null      yes
accessLog                 login   no         no         no        no         no        yes
desk                      login   no         no         yes       yes        yes       no
outbox                    login   no         no         no        no         no        yes
users                     login   no         no         no        no         no        yes
catalogue                 yes     yes        yes        yes       yes        yes       yes
service                   yes     yes        yes        yes       yes        yes       yes
service/hidden            null    null       null       yes       yes        yes       yes
services                  login   no         no         yes       yes        yes       yes
serviceGroup              yes     yes        yes        yes       yes        yes       yes
serviceGroup/hidden       null    null       null       yes       yes        yes       yes
serviceGroups             login   no         no         yes       yes        yes       yes
signIn                    yes     yes        yes        yes       yes        yes       yes
changePassword            login   no         no         yes       yes        yes       yes
updateProfile             login   yes        yes        yes       yes        yes       yes
createPractice            login   yes        yes        no        no         no        no
updatePractice            login   yes        none       no        no         no        no
submitPractice            login   yes        none       no        no         no        no
withdrawPractice          login   yes        none       no        no         no        no
takeInCharge              login   no         no         yes       yes        none      no
takeInCharge/draft        login   no         no         none      none       none      no
assignPractice            login   no         no         yes       yes        none      yes
assignPractice/registered login   no         no         yes       yes        none      yes
approvePractice           login   no         no         yes       no         none      no
rejectPractice            login   no         no         yes       no         none      no
addNote                   login   no         no         yes       yes        none      no
prepareMessage            login   yes        none       yes       no         none      no
sendMessage               login   wrong      wrong      yes       wrong      wrong     no
sendMessage/applicant     login   yes        wrong      wrong     wrong      wrong     no
discardMessage            login   wrong      wrong      yes       wrong      wrong     no
discardMessage/applicant  login   yes        wrong      wrong     wrong      wrong     no
markMessagesRead          login   yes        none       yes       yes        none      no
resendNotification        login   no         no         yes       yes        none      yes
createService             login   no         no         no        no         no        yes
updateService             login   no         no         no        no         no        yes
deleteService             login   no         no         no        no         no        yes
deleteService/used        login   no         no         no        no         no        busy
createServiceGroup        login   no         no         no        no         no        yes
updateServiceGroup        login   no         no         no        no         no        yes
arrangeServiceGroup       login   no         no         no        no         no        yes
deleteServiceGroup        login   no         no         no        no         no        yes
createUser                login   no         no         no        no         no        yes
updateUser                login   no         no         no        no         no        yes
`;

/** The words of the table. */
const WORDS: Record<string, string> = {
  yes: 'allowed',
  null: 'null',
  login: 'UNAUTHENTICATED',
  no: 'FORBIDDEN',
  none: 'NOT_FOUND',
  wrong: 'CONFIRMATION_INVALID',
  busy: 'CONFLICT',
  absent: 'absent',
};

/** Everybody who may come to a door. */
interface Cast {
  service: BuiltService;
  applicant: Citizen;
  viewers: Record<ViewerName, Person | null> & { inCharge: Person };
}

/** A practice in some status, with everybody who may come to a door. */
type Scene = Cast & BuiltPractice;

/** How a door is come to: the status of the practice, and what is asked for. */
interface Asking {
  status: PracticeStatus;
  variables(scene: Scene): object | Promise<object>;
  /** Whether it names the practice: then what the staff is refused stands in the access register. */
  isOfPractice: boolean;
}

const plain = (variables: Asking['variables'] = () => ({})): Asking => ({
  status: UNDER_REVIEW,
  variables,
  isOfPractice: false,
});

const byId = (id: (scene: Scene) => string | Promise<string>, status = UNDER_REVIEW): Asking => ({
  status,
  variables: async (scene) => ({ id: await id(scene) }),
  isOfPractice: true,
});

const ofPractice = (status: PracticeStatus, more: (scene: Scene) => object | Promise<object> = () => ({})): Asking => ({
  status,
  variables: async (scene) => ({ input: { practiceId: scene.id, ...(await more(scene)) } }),
  isOfPractice: true,
});

const PASSWORD = 'una password di prova';
const PASSWORD_HASH = cheapHash(PASSWORD);
const BODY = () => ({ body: 'Da verificare con calma.' });

const ofList = (status: PracticeStatus): Asking => ({
  status,
  variables: ({ service }) => ({ filter: { serviceId: [service.id] }, first: 100 }),
  isOfPractice: false,
});

const bySlug = (made: (scene: Scene) => { slug: string } | Promise<{ slug: string }>): Asking =>
  plain(async (scene) => ({ slug: (await made(scene)).slug }));

const hidden = () => buildService({ status: ServiceStatus.DRAFT });

const preparedBy = (author: (scene: Scene) => Person): Asking =>
  plain(async (scene) => ({ input: { confirmationToken: await prepare(author(scene), scene.id) } }));

const ofGroup = (more: (group: BuiltGroup) => object | Promise<object> = () => ({})): Asking =>
  plain(async () => {
    const group = await buildGroup({ services: 0 });
    return { input: { groupId: group.id, ...(await more(group)) } };
  });

/** How each door of the table is come to. */
const ASKINGS: Record<string, Asking> = {
  me: plain(),
  exportMyData: plain(),
  practices: ofList(UNDER_REVIEW),
  'practices/draft': ofList(DRAFT),
  practice: byId(({ id }) => id),
  'practice/draft': byId(({ id }) => id, DRAFT),
  message: byId(({ operator, id }) => send(operator, id)),
  'message/note': byId(({ operator, id }) => note(operator, id)),
  accessLog: { ...plain(({ id }) => ({ practiceId: id })), isOfPractice: true },
  desk: plain(),
  outbox: plain(),
  users: plain(),
  catalogue: plain(),
  service: bySlug(({ service }) => service),
  'service/hidden': bySlug(hidden),
  services: plain(),
  serviceGroup: bySlug(() => buildGroup({ services: 1 })),
  'serviceGroup/hidden': bySlug(() => buildGroup({ services: 0 })),
  serviceGroups: plain(),
  signIn: plain(({ operator }) => ({ input: { email: operator.email, password: PASSWORD } })),
  changePassword: plain(() => ({ input: { currentPassword: PASSWORD, newPassword: `${PASSWORD} nuova` } })),
  updateProfile: plain(() => ({ input: { phone: '+39 050 123456' } })),
  createPractice: plain(({ service }) => ({ input: { serviceId: service.id } })),
  updatePractice: ofPractice(DRAFT, () => ({ data: { a: 1 } })),
  submitPractice: ofPractice(DRAFT),
  withdrawPractice: ofPractice(REGISTERED),
  takeInCharge: ofPractice(REGISTERED),
  'takeInCharge/draft': ofPractice(DRAFT),
  assignPractice: ofPractice(UNDER_REVIEW, ({ viewers }) => ({ operatorId: viewers.colleague?.id })),
  'assignPractice/registered': ofPractice(REGISTERED, ({ viewers }) => ({ operatorId: viewers.colleague?.id })),
  approvePractice: ofPractice(UNDER_REVIEW),
  rejectPractice: ofPractice(UNDER_REVIEW, () => ({ reason: 'Manca un requisito.' })),
  addNote: ofPractice(UNDER_REVIEW, BODY),
  prepareMessage: ofPractice(UNDER_REVIEW, BODY),
  sendMessage: preparedBy(({ operator }) => operator),
  'sendMessage/applicant': preparedBy(({ applicant }) => applicant),
  discardMessage: preparedBy(({ operator }) => operator),
  'discardMessage/applicant': preparedBy(({ applicant }) => applicant),
  markMessagesRead: ofPractice(UNDER_REVIEW, async ({ operator, id }) => ({ upToMessageId: await send(operator, id) })),
  resendNotification: {
    ...plain(async ({ operator, id }) => {
      const messageId = await send(operator, id);
      await app().service.parts.mailWorker.drained();
      const failed = { state: DeliveryState.FAILED };
      await app().service.parts.database.transaction((tx) => tx.manager.update(Mail, { messageId }, failed));
      return { input: { messageId } };
    }),
    isOfPractice: true,
  },
  createService: plain(() => ({ input: { name: 'Nuovo servizio', description: 'Un servizio inventato.' } })),
  updateService: plain(({ service }) => ({ input: { serviceId: service.id, topic: 'Scuola' } })),
  deleteService: plain(async () => ({ input: { serviceId: (await hidden()).id } })),
  'deleteService/used': plain(({ service }) => ({ input: { serviceId: service.id } })),
  createServiceGroup: plain(() => ({ input: { name: `Gruppo ${randomUUID()}`, description: 'Un gruppo inventato.' } })),
  updateServiceGroup: ofGroup(() => ({ topic: 'Scuola' })),
  arrangeServiceGroup: ofGroup(async () => ({ serviceIds: [(await hidden()).id] })),
  deleteServiceGroup: ofGroup(),
  createUser: plain(() => ({
    input: { role: Role.OPERATOR, givenName: 'Nuova', familyName: 'Collega', email: `${randomUUID()}@uffici.example` },
  })),
  updateUser: plain(({ viewers }) => ({ input: { userId: viewers.stranger?.id, active: false } })),
};

const schema = createSchema();
const [, ...ROWS] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/));
const DOORS = ROWS.map(([name, ...outcomes]) => ({
  name,
  field: name.split('/')[0],
  outcomeFor: (viewer: ViewerName) => WORDS[outcomes[VIEWERS.indexOf(viewer)]],
}));

describe('who may do what', function () {
  this.timeout(60_000);
  withWebhooks();
  let cast: Cast;
  before(async () => {
    cast = await buildCast();
  });

  it('is decided for every root field of the schema, and for nothing else', () => {
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const names = fields.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect([...new Set(DOORS.map(({ field }) => field))]).to.have.members(names);
    expect(Object.keys(ASKINGS)).to.have.members(DOORS.map(({ name }) => name));
  });

  for (const { name, field, outcomeFor } of DOORS) {
    it(`${name}: opens to who may, and leaves everything as it is for who may not`, async () => {
      const asking = ASKINGS[name];
      const scene = await buildScene(cast, asking.status);
      const variables = await asking.variables(scene);
      const turnedAway = VIEWERS.filter((each) => outcomeFor(each) !== 'allowed');
      const before = await snapshot(['access_entries']);
      for (const viewer of turnedAway) {
        const register = await registerOf();
        const outcome = await outcomeOf(cast.viewers[viewer], field, variables, scene);
        expect(outcome, viewer).to.equal(outcomeFor(viewer));
        const news = (await registerOf()).slice(register.length);
        expect(news, `${viewer}: the access register`).to.deep.equal(refusalsOf(asking, scene, viewer));
      }
      // Looking at everything that is stored is dear: once for all of them tells that one of them changed it.
      const after = await snapshot(['access_entries']);
      expect(after, `one of ${turnedAway}: what is stored`).to.deep.equal(before);
      for (const viewer of VIEWERS.filter((each) => outcomeFor(each) === 'allowed')) {
        const fresh = isMutation(field) ? await buildScene(cast, asking.status) : scene;
        const asked = isMutation(field) ? await asking.variables(fresh) : variables;
        expect(await outcomeOf(cast.viewers[viewer], field, asked, fresh), viewer).to.equal('allowed');
        if (ENDS_SESSIONS.has(field)) cast = await buildCast();
      }
    });
  }
});

/** Everybody who can come to a door. */
async function buildCast(): Promise<Cast> {
  const service = await buildService();
  const applicant = await buildCitizen();
  const viewers = {
    nobody: null,
    applicant,
    neighbour: await buildCitizen(),
    inCharge: await buildStaff({ services: [service] }),
    colleague: await buildStaff({ services: [service] }),
    stranger: await buildStaff({ services: [await buildService()] }),
    admin: await buildAdministrator(),
  };
  const staff = { login: Not(IsNull()) };
  await app().service.parts.database.transaction((tx) =>
    tx.manager.update(UserProfile, staff, { passwordHash: PASSWORD_HASH }),
  );
  return { service, applicant, viewers };
}

/** What ends somebody's sessions: the next who is let in comes with others. */
const ENDS_SESSIONS = new Set(['changePassword', 'updateUser']);

/** A practice in a status, which nobody has opened. */
async function buildScene(cast: Cast, status: PracticeStatus): Promise<Scene> {
  const { service, applicant, viewers } = cast;
  return { ...cast, ...(await buildPractice({ status, service, applicant, operator: viewers.inCharge })) };
}

const isMutation = (field: string): boolean => Boolean(schema.getMutationType()?.getFields()[field]);

/** An operation of one root field, with these of its arguments as variables. */
function documentOf(name: string, variables: object): string {
  const kind = isMutation(name) ? 'mutation' : 'query';
  const root = isMutation(name) ? schema.getMutationType() : schema.getQueryType();
  const field = root?.getFields()[name];
  const args = (field?.args ?? []).filter((arg) => arg.name in variables);
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const below = field && isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const selection = name === 'practices' ? '{ nodes { id } }' : below;
  return `${kind} ${declared && `(${declared})`} { ${name}${given && `(${given})`} ${selection} }`;
}

async function outcomeOf(person: Person | null, field: string, variables: object, { id }: Scene): Promise<string> {
  const document = documentOf(field, variables);
  const { data, errors } = await as(person).answer<Record<string, Listed | null>, object>(document, variables);
  if (errors) return errors.map(({ extensions }) => extensions.code).join();
  const answer = data?.[field];
  if (field === 'practices' && !answer?.nodes?.some((node) => node.id === id)) return 'absent';
  return answer === null ? 'null' : 'allowed';
}

interface Listed {
  nodes?: { id: string }[];
}

/** Every row of the access register: who, what, which practice. */
const registerOf = (): Promise<{ userId: string; kind: string; practiceId: string }[]> =>
  app().service.parts.database.rows('SELECT userId, kind, practiceId FROM access_entries ORDER BY id');

/** The rows that a refusal adds to it: one, when somebody of the staff was refused a practice. */
function refusalsOf({ isOfPractice }: Asking, { id, viewers }: Scene, viewer: ViewerName) {
  const isStaff = ['inCharge', 'colleague', 'stranger', 'admin'].includes(viewer);
  if (!isOfPractice || !isStaff) return [];
  return [{ userId: viewers[viewer]?.id, kind: AccessKind.REFUSED, practiceId: id }];
}

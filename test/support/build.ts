import { randomInt, randomUUID } from 'node:crypto';
import { spidClaims } from '../../src/demo/spid-claims.js';
import { Role } from '../../src/identity/role.js';
import { signStaffToken } from '../../src/identity/staff-token.js';
import { countMove } from '../../src/practices/count-practices.js';
import { Practice, PracticeStatus } from '../../src/practices/practice.entity.js';
import { createService } from '../../src/services/create-service.js';
import { ServiceStatus } from '../../src/services/service.entity.js';
import { createUser } from '../../src/users/create-user.js';
import { fiscalCodeCheckCharacter } from '../../src/users/fiscal-code.js';
import { UserProfile } from '../../src/users/user-profile.entity.js';
import {
  AddNoteDocument,
  ApprovePracticeDocument,
  CreatePracticeDocument,
  PrepareMessageDocument,
  RejectPracticeDocument,
  SendMessageDocument,
  SubmitPracticeDocument,
  TakeInChargeDocument,
  WithdrawPracticeDocument,
} from '../generated/operations.js';
import { app } from './app.js';
import { as } from './as.js';

/** Somebody made for a test. */
export interface Person {
  id: string;
  token: string;
  email: string;
}

/** A citizen made for a test. */
export interface Citizen extends Person {
  subject: string;
  fiscalCode: string;
  claims: Record<string, unknown>;
}

/** A service made for a test. */
export interface BuiltService {
  id: string;
  slug: string;
  name: string;
}

/** How somebody is identified. */
export type Means = 'SPID' | 'CIE' | 'PASSWORD';

const letters = (count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(65 + randomInt(26))).join('');

/** A valid fiscal code of nobody. */
export function inventFiscalCode(): string {
  const first15 = `${letters(6)}${String(randomInt(100)).padStart(2, '0')}A01H${String(randomInt(1000)).padStart(3, '0')}`;
  return first15 + fiscalCodeCheckCharacter(first15);
}

/** The claims of a token by which somebody is identified by such means. */
export function claimsOf(citizen: { claims: Record<string, unknown> }, means: Means): Record<string, unknown> {
  const { claims } = citizen;
  if (means === 'SPID') return claims;
  const { 'https://attributes.eid.gov.it/spid_code': _code, acr: _acr, ...rest } = claims;
  if (means === 'CIE') return { ...rest, acr: claims.acr };
  return rest;
}

/** A new token for a citizen, as their provider gives at another sign-in. */
export const signInAgain = async (citizen: Citizen, means: Means): Promise<Citizen> => ({
  ...citizen,
  token: await app().issuer.token(claimsOf(citizen, means)),
});

/** What is decided about a citizen who is invented. */
interface CitizenOptions {
  means?: Means;
  level?: 1 | 2 | 3;
  email?: string | null;
  givenName?: string;
  familyName?: string;
}

/** A citizen as their identity provider knows them, who has never been here. */
export function inventCitizen({
  level = 2,
  email,
  givenName = 'Giulia',
  familyName = `Ferri ${letters(4)}`,
}: CitizenOptions = {}): Omit<Citizen, 'id' | 'token'> {
  const subject = randomUUID();
  const fiscalCode = inventFiscalCode();
  const address = email === undefined ? `${subject.slice(0, 8)}@cittadini.example` : email;
  const claims = spidClaims({
    subject,
    givenName,
    familyName,
    ...(address && { email: address }),
    birthDate: '1980-01-01',
    birthPlace: 'H501',
    domicile: { street: 'Via Inventata 1', postalCode: '56010', municipality: 'Prova', province: 'PI', country: 'IT' },
    fiscalCode,
    spidCode: `PROV${randomInt(1e9)}`,
    level,
  });
  return { email: address ?? '', subject, fiscalCode, claims };
}

/** A citizen who has signed in. */
export async function buildCitizen({ means = 'SPID', ...options }: CitizenOptions = {}): Promise<Citizen> {
  const citizen = inventCitizen(options);
  const token = await app().issuer.token(claimsOf(citizen, means));
  const { me } = await as({ token }).ask<{ me: { id: string } }, unknown>('{ me { id } }');
  return { ...citizen, id: me.id, token };
}

/** An operator, or administrator, who is signed in. */
export async function buildStaff({
  role = Role.OPERATOR,
  services = [],
  email = `${randomUUID().slice(0, 8)}@uffici.example`,
  givenName = 'Operatore',
  familyName = `Prova ${letters(4)}`,
}: {
  role?: Role.OPERATOR | Role.ADMIN;
  services?: { id: string }[];
  email?: string;
  givenName?: string;
  familyName?: string;
} = {}): Promise<Person> {
  const { database, settings, clock } = app().service.parts;
  const user = await database.transaction(async (tx) => {
    const serviceIds = services.map(({ id }) => id);
    const created = await createUser(tx, { role, givenName, familyName, email, serviceIds }, 'no password');
    await tx.manager.update(UserProfile, { id: created.id }, { mustChangePassword: false });
    return created;
  });
  const { token } = await signStaffToken(
    { userId: user.id, authenticatedAt: clock(), tokenVersion: 0 },
    settings.secret,
    clock,
  );
  return { id: user.id, token, email };
}

/** An administrator who is signed in. */
export const buildAdministrator = (): Promise<Person> => buildStaff({ role: Role.ADMIN, givenName: 'Amministratore' });

/** A published service. */
export async function buildService(input: Partial<Parameters<typeof createService>[1]> = {}): Promise<BuiltService> {
  const { database } = app().service.parts;
  return database.transaction((tx) =>
    createService(tx, {
      name: `Servizio ${randomUUID().slice(0, 8)}`,
      description: 'Un servizio inventato per le prove.',
      status: ServiceStatus.PUBLISHED,
      ...input,
    }),
  );
}

/** A practice made for a test, with everybody around it. */
export interface BuiltPractice {
  id: string;
  service: BuiltService;
  applicant: Citizen;
  operator: Person;
}

/** A practice in a status, brought there through the API; what is missing around it is made. */
export async function buildPractice({
  status = PracticeStatus.UNDER_REVIEW,
  filedWith = 'SPID',
  level = 2,
  ...given
}: {
  status?: PracticeStatus;
  filedWith?: Means;
  level?: 1 | 2 | 3;
  service?: BuiltService;
  applicant?: Citizen;
  operator?: Person;
  data?: Practice['data'];
} = {}): Promise<BuiltPractice> {
  const service = given.service ?? (await buildService());
  const applicant = given.applicant ?? (await buildCitizen({ means: filedWith, level }));
  const operator = given.operator ?? (await buildStaff({ services: [service] }));
  const citizen = as(applicant);
  const staff = as(operator);
  const { createPractice } = await citizen.ask(CreatePracticeDocument, {
    input: { serviceId: service.id, data: given.data ?? { nota: 'inventata' } },
  });
  const practiceId = createPractice.practice.id;
  const built = { id: practiceId, service, applicant, operator };
  if (status === PracticeStatus.DRAFT) return built;
  if (status === PracticeStatus.SUBMITTED) {
    await waitForRegistry(practiceId);
    return built;
  }
  await citizen.ask(SubmitPracticeDocument, { input: { practiceId } });
  if (status === PracticeStatus.REGISTERED) return built;
  if (status === PracticeStatus.WITHDRAWN) {
    await citizen.ask(WithdrawPracticeDocument, { input: { practiceId } });
    return built;
  }
  await staff.ask(TakeInChargeDocument, { input: { practiceId } });
  if (status === PracticeStatus.APPROVED) await staff.ask(ApprovePracticeDocument, { input: { practiceId } });
  if (status === PracticeStatus.REJECTED) {
    await staff.ask(RejectPracticeDocument, { input: { practiceId, reason: 'Requisiti non soddisfatti.' } });
  }
  return built;
}

/** Leaves a draft SUBMITTED, as a registry does that does not answer at once: the built-in one never shows this status. */
async function waitForRegistry(id: string): Promise<void> {
  const { database, clock } = app().service.parts;
  const submitted = { status: PracticeStatus.SUBMITTED, submittedAt: clock() };
  await database.transaction(async (tx) => {
    const practice = await tx.manager.findOneByOrFail(Practice, { id });
    await tx.manager.update(Practice, { id }, submitted);
    await countMove(tx, practice, PracticeStatus.DRAFT, PracticeStatus.SUBMITTED);
  });
}

/** The token of a message that somebody prepares. */
export async function prepare(
  author: Person,
  practiceId: string,
  body = 'Buongiorno',
  inReplyToId?: string,
): Promise<string> {
  const { prepareMessage } = await as(author).ask(PrepareMessageDocument, { input: { practiceId, body, inReplyToId } });
  return prepareMessage.draft.confirmationToken;
}

/** The id of a message that somebody has prepared and now confirms. */
export async function confirm(author: Person, confirmationToken: string): Promise<string> {
  const { sendMessage } = await as(author).ask(SendMessageDocument, { input: { confirmationToken } });
  return sendMessage.message.id;
}

/** A message that somebody prepares and confirms. */
export async function send(
  author: Person,
  practiceId: string,
  body = 'Buongiorno',
  inReplyToId?: string,
): Promise<string> {
  return confirm(author, await prepare(author, practiceId, body, inReplyToId));
}

/** A note that an operator adds. */
export async function note(author: Person, practiceId: string, body = 'Da verificare'): Promise<string> {
  const { addNote } = await as(author).ask(AddNoteDocument, { input: { practiceId, body } });
  return addNote.message.id;
}

/** Gives somebody another address, as they or an administrator would. */
export async function changeAddress({ id }: { id: string }, email: string | null): Promise<void> {
  const { database } = app().service.parts;
  await database.transaction((tx) => tx.manager.update(UserProfile, { id }, { email, providedEmail: null }));
}

/** Takes an account out of service. */
export async function deactivate({ id }: { id: string }): Promise<void> {
  const { database } = app().service.parts;
  await database.transaction((tx) => tx.manager.update(UserProfile, { id }, { active: false }));
}

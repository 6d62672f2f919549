import { isId } from '../database/ids.js';
import { toInstant } from '../database/instants.js';
import { signStaffToken } from '../identity/staff-token.js';
import type { ServerParts } from '../server.js';
import { claimsOf } from './cast.js';
import type { Issuer } from './issuer.js';
import type { DemoMail, DemoPagesDeps, DemoToken, LinkedPractice } from './pages/deps.js';
import { citizens, demoPassword, people, staff } from './people.js';

/** What the pages of the demo ask of the rest, answered by the service that runs. */
export const demoDeps = (parts: ServerParts, issuer: Issuer): DemoPagesDeps => ({
  municipality: parts.settings.municipality,
  people: () => people,
  signIn: (key) => signIn(parts, issuer, key),
  mails: () => mails(parts),
  practice: (id) => practice(parts, id),
});

/** First values for the variables of the playground: a service that can be asked for, and credentials to sign in with. */
export async function playgroundValues({ database }: ServerParts): Promise<Record<string, string>> {
  const [service] = await database.rows<{ id: string }>("SELECT id FROM services WHERE name LIKE 'Permesso%' LIMIT 1");
  return { serviceId: service?.id ?? '', email: staff[0]?.email ?? '', password: demoPassword };
}

/** Citizens get a token of the demo's identity provider, the staff one of the service, as if they had signed in just now. */
async function signIn(
  { database, settings, clock }: ServerParts,
  issuer: Issuer,
  key: string,
): Promise<DemoToken | null> {
  const citizen = citizens.find((each) => each.key === key);
  if (citizen) {
    const expiresAt = new Date(clock().getTime() + 3_600_000);
    return { token: await issuer.token(claimsOf(citizen)), expiresAt };
  }
  const member = staff.find((each) => each.key === key);
  const [account] = await database.rows<{ id: string; tokenVersion: number }>(
    'SELECT id, tokenVersion FROM users WHERE login = ?',
    [member?.email ?? null],
  );
  if (!account) return null;
  const session = { userId: account.id, tokenVersion: account.tokenVersion, authenticatedAt: clock() };
  return signStaffToken(session, settings.secret, clock);
}

type MailRow = Omit<DemoMail, 'createdAt' | 'to' | 'toName'> & {
  createdAt: unknown;
  address: string | null;
  name: string;
};

async function mails({ database }: ServerParts): Promise<DemoMail[]> {
  const rows = await database.rows<MailRow>(
    'SELECT id, address, name, subject, html, text, state, createdAt, practiceId FROM mails ORDER BY createdAt DESC, id DESC',
  );
  return rows.map(({ address, name, createdAt, ...mail }) => ({
    ...mail,
    to: address ?? '',
    toName: name,
    createdAt: toInstant(createdAt),
  }));
}

async function practice({ database }: ServerParts, id: string): Promise<LinkedPractice | null> {
  if (!isId(id)) return null;
  const [row] = await database.rows<{
    id: string;
    protocolNumber: string | null;
    serviceName: string;
    applicant: string | null;
    operator: string | null;
  }>(
    `SELECT p.id, p.protocolNumber, s.name AS serviceName, a.providedEmail AS applicant, o.email AS operator
       FROM practices p JOIN services s ON s.id = p.serviceId JOIN users a ON a.id = p.applicantId
       LEFT JOIN users o ON o.id = p.operatorId WHERE p.id = ?`,
    [id],
  );
  const keyOf = (email: string | null) => people.find((person) => person.email === email)?.key ?? null;
  if (!row) return null;
  const { applicant, operator, ...linked } = row;
  return { ...linked, applicantKey: keyOf(applicant), operatorKey: keyOf(operator) };
}

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { startIssuer } from '../../src/demo/issuer.js';
import { spidClaims } from '../../src/demo/spid-claims.js';
import { sortable } from '../../src/graphql/search.js';
import { signStaffToken } from '../../src/identity/staff-token.js';
import type { Turn } from './load.js';
import { writeCursor } from './peers/rules.js';
import { isOpen } from './seed/catalogue.js';
import type { Municipality, SeedCitizen, SeedPractice, SeedUser } from './seed/municipality.js';
import { TOPICS } from './seed/words.js';

/** An operation to measure: the turns that are taken at it, one after another and then again from the first. */
export interface Workload {
  name: string;
  title: string;
  turns: Turn[];
  /** Its answers hold tokens, ids and instants that differ each time. */
  writes: boolean;
}

const VARIETY = 100;

type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/** Makes what is asked of the servers, by people of the municipality. */
export async function makeWorkloads(
  town: Municipality,
  databaseUrl: string,
  issuer: Issuer,
  secret: string,
): Promise<Workload[]> {
  const clock = () => new Date();
  const staffToken = async ({ id }: SeedUser) =>
    (await signStaffToken({ userId: id, authenticatedAt: clock(), tokenVersion: 0 }, secret, clock)).token;
  const citizenToken = (citizen: SeedCitizen) => issuer.token(claimsOf(citizen));

  const operators = Array.from({ length: VARIETY }, (_, index) => town.operator(1 + index));
  const correspondence = practicesOf(town, (practice) => town.isLong(practice));
  const open = practicesOf(town, (practice) => !town.isLong(practice) && practice.authenticationMethod === 'SPID');

  const everywhere = await staffToken(town.operator(0));
  const deep = await deepPage(databaseUrl);
  const [first, second] = [cataloguePage({}), cataloguePage({ after: startOfSecondPage(town) })];
  return [
    {
      name: 'desk',
      title: 'Desk: 20 practices, each with its newest five messages',
      writes: false,
      turns: await all(
        operators,
        async (operator): Promise<Turn> => ({
          first: { document: 'Desk', token: await staffToken(operator), variables: {} },
        }),
      ),
    },
    {
      name: 'desk-wide',
      title: 'The same for an operator of every service',
      writes: false,
      turns: [{ first: { document: 'Desk', token: everywhere, variables: {} } }],
    },
    {
      name: 'desk-deep',
      title: `The same, page ${deep.page}`,
      writes: false,
      turns: [{ first: { document: 'Desk', token: everywhere, variables: { after: deep.cursor } } }],
    },
    {
      name: 'practice',
      title: 'Practice with 50 messages, to its operator',
      writes: false,
      turns: await all(
        correspondence,
        async ({ id, operator }): Promise<Turn> => ({
          first: { document: 'Practice', token: operator && (await staffToken(operator)), variables: { id } },
        }),
      ),
    },
    {
      name: 'practice-citizen',
      title: 'Practice with 50 messages, to its applicant',
      writes: false,
      turns: await all(
        correspondence,
        async ({ id, applicant }): Promise<Turn> => ({
          first: { document: 'Practice', token: await citizenToken(applicant), variables: { id } },
        }),
      ),
    },
    {
      name: 'catalogue',
      title: 'Catalogue without a token: its first page, its second, and a topic, in turn',
      writes: false,
      turns: TOPICS.flatMap((topic) => [first, second, cataloguePage({ topic })]),
    },
    {
      name: 'sending',
      title: 'A message prepared and sent (two requests)',
      writes: true,
      turns: await all(open, async ({ id, operator }): Promise<Turn> => {
        const token = operator && (await staffToken(operator));
        return {
          first: { document: 'Prepare', token, variables: { input: { practiceId: id, body: BODY } } },
          second: ({ data }) => ({
            document: 'Send',
            token,
            variables: { input: { confirmationToken: String(data.prepareMessage.draft.confirmationToken) } },
          }),
        };
      }),
    },
  ];
}

const cataloguePage = (variables: object): Turn => ({ first: { document: 'Catalogue', token: null, variables } });

const BODY = 'Buongiorno,\nla documentazione è completa: riceverà l’esito entro trenta giorni.\nCordiali saluti';

const all = <Item>(items: Item[], make: (item: Item) => Promise<Turn>): Promise<Turn[]> => Promise.all(items.map(make));

/** Practices under review, spread over the whole time of the seed. */
function practicesOf(town: Municipality, fits: (practice: SeedPractice) => boolean): SeedPractice[] {
  const found: SeedPractice[] = [];
  const { practices } = town.size;
  for (let number = 0; number < practices && found.length < VARIETY; number += 1) {
    const practice = town.practice((number * 7_919) % practices);
    if (practice.status === 'UNDER_REVIEW' && fits(practice)) found.push(practice);
  }
  return found;
}

interface DeepRow extends RowDataPacket {
  id: string;
}

/** Page 2,000 of the desk of who handles every service, or the last but one where there are not as many. */
async function deepPage(databaseUrl: string): Promise<{ page: number; cursor: string }> {
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const [rows] = await connection.query<DeepRow[]>(
      "SELECT id FROM practices WHERE status = 'UNDER_REVIEW' ORDER BY id DESC LIMIT 40000",
    );
    const page = Math.min(2_000, Math.floor(rows.length / 20));
    return { page, cursor: writeCursor('practice.newest', rows[(page - 1) * 20 - 1].id) };
  } finally {
    await connection.end();
  }
}

/** The cursor of the last of the first twenty that citizens find, told from the seed alone. */
function startOfSecondPage({ catalogue: { services, groups } }: Municipality): string {
  const open = services.filter(isOpen);
  const entries = [
    ...open.filter(({ group }) => group === null),
    ...groups.filter((group) => open.some((service) => service.group === group)),
  ].map(({ name, id }) => [sortable(name), id]);
  // Arrays of texts sort as their texts do one after another: by name, and of the same name by id.
  return writeCursor('catalogue', ...entries.sort()[19]);
}

export const claimsOf = (citizen: SeedCitizen): Record<string, unknown> =>
  spidClaims({
    subject: citizen.subject,
    givenName: citizen.givenName,
    familyName: citizen.familyName,
    email: citizen.email,
    birthDate: '1980-01-01',
    birthPlace: 'H501',
    domicile: { street: 'Via Inventata 1', postalCode: '56010', municipality: 'Prova', province: 'PI', country: 'IT' },
    fiscalCode: citizen.fiscalCode,
    spidCode: citizen.spidCode,
  });

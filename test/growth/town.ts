import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Explained, longPractice } from '../../bench/src/explain-operations.js';
import type { Municipality } from '../../bench/src/seed/municipality.js';
import { spidClaims } from '../../src/demo/spid-claims.js';
import { signStaffToken } from '../../src/identity/staff-token.js';
import { within } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator } from '../support/build.js';
import { fillTown } from '../support/fill-town.js';
import { isEmbedded, type ScratchDatabase, scratchDatabase } from '../support/scratch-database.js';
import { startTracedApp, type TracedApp, type TracedStatement } from '../support/traced-app.js';

/** A filled municipality with a service on it that tells which statements it sends. */
export interface Town {
  town: Municipality;
  database: ScratchDatabase;
  traced: TracedApp;
  /** Who asks, by what they are. */
  people: Record<Explained['as'], { id: string; token: string } | null>;
  close(): Promise<void>;
}

/** As many practices, people and services; an operator handles about eight of these, and one operator all. */
export async function buildTown(practices: number, citizens: number, services: number): Promise<Town> {
  const database = await scratchDatabase();
  await database.dataSource.runMigrations();
  const town = await fillTown(database.dataSource, {
    practices,
    citizens,
    operators: services + 1,
    services,
    groups: 0,
  });
  await fillBeside(database);
  const traced = await startTracedApp(database.url);
  const { app } = traced;
  const staff = async ({ id }: { id: string }) => {
    const { settings, clock } = app.service.parts;
    const session = { userId: id, authenticatedAt: clock(), tokenVersion: 0 };
    return { id, token: (await signStaffToken(session, settings.secret, clock)).token };
  };
  const { applicant } = longPractice(town);
  const token = await app.issuer.token(
    spidClaims({
      subject: applicant.subject,
      givenName: applicant.givenName,
      familyName: applicant.familyName,
      email: applicant.email,
      birthDate: '1980-01-01',
      birthPlace: 'H501',
      domicile: {
        street: 'Via Inventata 1',
        postalCode: '56010',
        municipality: 'Prova',
        province: 'PI',
        country: 'IT',
      },
      fiscalCode: applicant.fiscalCode,
      spidCode: applicant.spidCode,
      level: 2,
    }),
  );
  const administrator = await within(app, buildAdministrator);
  // The first token of a citizen writes down that they were here.
  await within(app, () => as({ token }).ask('{ me { id } }'));
  return {
    town,
    database,
    traced,
    people: {
      anybody: null,
      operator: await staff(town.operator(1)),
      'wide operator': await staff(town.operator(0)),
      administrator,
      citizen: { id: applicant.id, token },
    },
    async close() {
      await traced.stop();
      await database.drop();
    },
  };
}

/** What the municipality of the benchmark does not have: groups of services, attachments, and mails that failed. */
async function fillBeside({ dataSource }: ScratchDatabase): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  const groups = Array.from(
    { length: 100 },
    (_, index) => `018569f0-0000-7000-9000-${String(index).padStart(12, '0')}`,
  );
  const services: { id: string }[] = await runner.query('SELECT id FROM services WHERE groupId IS NULL ORDER BY id');
  for (const [index, id] of groups.entries()) {
    await runner.query(
      `INSERT INTO service_groups (id, slug, name, description, ordered, singleFolder, version, searchText, sortName,
         createdAt, updatedAt) VALUES (?, ?, 'A gruppi', '', 0, 0, 1, 'a gruppi', 'a gruppi', '2025-01-01', '2025-01-01')`,
      [id, `gruppo-della-prova-${index}`],
    );
    // Some services stay on their own, and groups come first: the catalogue has both, and a group on each page.
    const service = services[index + 40];
    if (service) await runner.query('UPDATE services SET groupId = ?, position = 0 WHERE id = ?', [id, service.id]);
  }
  const [{ attached }] = await runner.query('SELECT COUNT(*) AS attached FROM attachments');
  if (Number(attached) === 0) {
    await runner.query(
      `INSERT INTO attachments (id, messageId, position, filename, mediaType, size, sha256, createdAt)
       SELECT id, id, 0, 'modulo.pdf', 'application/pdf', 1000, id, createdAt FROM messages ORDER BY id LIMIT 2000`,
    );
  }
  const failing: { id: string }[] = await runner.query('SELECT id FROM mails ORDER BY id DESC LIMIT 5');
  for (const { id } of failing) {
    await runner.query("UPDATE mails SET state = 'FAILED', sentAt = NULL, lastError = 'EAUTH' WHERE id = ?", [id]);
  }
  await runner.commitTransaction();
  // How a statement is gone about depends on what the server knows of its tables, and it finds out when it likes.
  if (!isEmbedded()) await runner.query('ANALYZE TABLE services, service_groups, attachments, mails');
  await runner.release();
}

const OPERATIONS = fileURLToPath(new URL('../../../operations/', import.meta.url));

/** The text of a document of operations/. */
export const documentOf = (name: string): string => readFileSync(`${OPERATIONS}${name}.graphql`, 'utf8');

/** Asks a town something, and tells what it sent to its database for that. */
export async function ask(
  { traced, people }: Town,
  { document, variables, as: who }: Omit<Explained, 'name'>,
): Promise<{ result: Record<string, never>; statements: TracedStatement[] }> {
  const query = /\s/.test(document) ? document : documentOf(document);
  return within(traced.app, () =>
    traced.trace(() => as(people[who]).ask<Record<string, never>, object>(query, variables)),
  );
}

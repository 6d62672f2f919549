import DataLoader from 'dataloader';
import { inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/mysql2';
import { createAuthenticator, type Viewer } from '../authenticate.js';
import { readEnvironment } from '../environment.js';
import { openPool } from '../pool.js';
import { users } from './drizzle-schema.js';

export const environment = readEnvironment();
export const pool = openPool(environment.databaseUrl);
export const authenticate = createAuthenticator(pool, environment);
export const db = drizzle(pool);

export type UserRow = Pick<
  typeof users.$inferSelect,
  'id' | 'role' | 'givenName' | 'familyName' | 'email' | 'providedEmail' | 'fiscalCode' | 'spidCode'
>;

export interface Context {
  viewer: Viewer;
  users: DataLoader<string, UserRow>;
}

const USER = {
  id: users.id,
  role: users.role,
  givenName: users.givenName,
  familyName: users.familyName,
  email: users.email,
  providedEmail: users.providedEmail,
  fiscalCode: users.fiscalCode,
  spidCode: users.spidCode,
};

/** People are reached from many fields, so one loader serves them all. */
export const userLoader = (): DataLoader<string, UserRow> =>
  new DataLoader(async (ids) =>
    inOrder(
      [...ids],
      await db
        .select(USER)
        .from(users)
        .where(inArray(users.id, [...ids])),
    ),
  );

/** Rows in the order of the ids that were asked for. */
export function inOrder<Row extends { id: string }>(ids: string[], rows: Row[]): (Row | Error)[] {
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? new Error('There is no such row'));
}

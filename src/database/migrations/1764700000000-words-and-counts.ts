import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** The words that people are found by, the practices of each service counted by status, and the indexes of lists. */
export class WordsAndCounts1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table } = dialectOf(runner);

    await runner.query(`CREATE TABLE user_words (
      userId ${id} NOT NULL,
      place VARCHAR(7) NOT NULL,
      word VARCHAR(64) NOT NULL,
      PRIMARY KEY (userId, place, word),
      FOREIGN KEY (userId) REFERENCES users (id)
    ) ${table}`);
    await runner.query('CREATE INDEX user_words_by_word ON user_words (place, word, userId)');
    await fillWords(runner);

    await runner.query(`CREATE TABLE practice_counts (
      serviceId ${id} NOT NULL PRIMARY KEY,
      ${COUNTED.map(([column]) => `${column} INT NOT NULL`).join(', ')},
      FOREIGN KEY (serviceId) REFERENCES services (id)
    ) ${table}`);
    await runner.query(
      `INSERT INTO practice_counts (serviceId, ${COUNTED.map(([column]) => column).join(', ')})
       SELECT serviceId, ${COUNTED.map(([, status]) => `SUM(CASE WHEN status = '${status}' THEN 1 ELSE 0 END)`).join(', ')}
         FROM practices WHERE status <> 'DRAFT' GROUP BY serviceId`,
    );

    for (const [name, columns] of INDEXES) await runner.query(`CREATE INDEX ${name} ON practices (${columns})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { embedded } = dialectOf(runner);
    for (const [name] of INDEXES) await runner.query(`DROP INDEX ${name}${embedded ? '' : ' ON practices'}`);
    await runner.query('DROP TABLE practice_counts');
    await runner.query('DROP TABLE user_words');
  }
}

const COUNTED = [
  ['submitted', 'SUBMITTED'],
  ['registered', 'REGISTERED'],
  ['underReview', 'UNDER_REVIEW'],
  ['approved', 'APPROVED'],
  ['rejected', 'REJECTED'],
  ['withdrawn', 'WITHDRAWN'],
] as const;

const INDEXES = [
  ['practices_by_status', 'status, id'],
  ['practices_by_status_and_update', 'status, updatedAt, id'],
  ['practices_of_operator_by_update', 'operatorId, status, updatedAt, id'],
] as const;

const USERS_AT_ONCE = 500;

interface Found {
  id: string;
  searchText: string;
  email: string | null;
  providedEmail: string | null;
}

/** Puts down the words of everybody who is there already. */
async function fillWords(runner: QueryRunner): Promise<void> {
  for (let after = ''; ; ) {
    const users: Found[] = await runner.query(
      `SELECT id, searchText, email, providedEmail FROM users WHERE id > ? ORDER BY id LIMIT ${USERS_AT_ONCE}`,
      [after],
    );
    const last = users.at(-1);
    if (!last) return;
    const rows = users.flatMap(({ id, searchText, email, providedEmail }) => [
      ...wordsOf(searchText).map((word) => [id, 'NAME', word]),
      ...wordsOf(email, providedEmail).map((word) => [id, 'ADDRESS', word]),
    ]);
    if (rows.length > 0) {
      const values = rows.map(() => '(?, ?, ?)').join(', ');
      await runner.query(`INSERT INTO user_words (userId, place, word) VALUES ${values}`, rows.flat());
    }
    after = last.id;
  }
}

const wordsOf = (...texts: (string | null)[]): string[] => [
  ...new Set(
    texts
      .join(' ')
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .map((word) => word.slice(0, 64)),
  ),
];

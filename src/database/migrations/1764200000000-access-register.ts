import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** Who on the staff read or changed which practice. */
export class AccessRegister1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, instant, table } = dialectOf(runner);
    await runner.query(`CREATE TABLE access_entries (
      id ${id} NOT NULL PRIMARY KEY,
      practiceId ${id} NOT NULL,
      userId ${id} NOT NULL,
      kind VARCHAR(10) NOT NULL,
      operation VARCHAR(100) NOT NULL,
      at ${instant} NOT NULL,
      quarter INT NOT NULL,
      UNIQUE (userId, kind, quarter, practiceId),
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (userId) REFERENCES users (id)
    ) ${table}`);
    await runner.query('CREATE INDEX access_entries_of_practice ON access_entries (practiceId, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access_entries');
  }
}

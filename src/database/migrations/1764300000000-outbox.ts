import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** Mails that can be sent again, events for other systems, and a list of what goes out. */
export class Outbox1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, instant, text, table } = dialectOf(runner);

    await runner.query(`ALTER TABLE mails ADD COLUMN resentAt ${instant} NULL`);
    await runner.query('CREATE INDEX mails_by_state ON mails (state, id)');

    await runner.query(`CREATE TABLE webhook_deliveries (
      id ${id} NOT NULL PRIMARY KEY,
      kind VARCHAR(40) NOT NULL,
      practiceId ${id} NULL,
      messageId ${id} NULL,
      body ${text} NOT NULL,
      state VARCHAR(10) NOT NULL,
      attempts INT NOT NULL,
      nextAttemptAt ${instant} NOT NULL,
      lease ${id} NULL,
      leaseUntil ${instant} NULL,
      lastError VARCHAR(500) NULL,
      createdAt ${instant} NOT NULL,
      resentAt ${instant} NULL,
      sentAt ${instant} NULL,
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (messageId) REFERENCES messages (id)
    ) ${table}`);
    await runner.query('CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, nextAttemptAt, id)');
    await runner.query('CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (state, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_deliveries');
    const embedded = runner.dataSource.options.type === 'better-sqlite3';
    await runner.query(`DROP INDEX mails_by_state${embedded ? '' : ' ON mails'}`);
    await runner.query('ALTER TABLE mails DROP COLUMN resentAt');
  }
}

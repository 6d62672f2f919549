import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** Files attached to messages and notes, and to drafts of them. */
export class Attachments1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, instant, text, table } = dialectOf(runner);
    await runner.query(`CREATE TABLE attachments (
      id ${id} NOT NULL PRIMARY KEY,
      messageId ${id} NULL,
      draftId ${id} NULL,
      position INT NOT NULL,
      filename VARCHAR(255) NOT NULL,
      mediaType VARCHAR(40) NOT NULL,
      size INT NOT NULL,
      sha256 CHAR(64) NOT NULL,
      signed ${text} NULL,
      createdAt ${instant} NOT NULL,
      FOREIGN KEY (messageId) REFERENCES messages (id),
      FOREIGN KEY (draftId) REFERENCES message_drafts (id)
    ) ${table}`);
    await runner.query('CREATE UNIQUE INDEX attachments_of_message ON attachments (messageId, position)');
    await runner.query('CREATE UNIQUE INDEX attachments_of_draft ON attachments (draftId, position)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE attachments');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** When each party of a practice last wrote, so that what is unread or unanswered is found without reading messages. */
export class WhoWroteWhen1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { instant } = dialectOf(runner);
    for (const [column, role] of COLUMNS) {
      await runner.query(`ALTER TABLE practices ADD COLUMN ${column} ${instant} NULL`);
      await runner.query(
        `UPDATE practices SET ${column} = (SELECT MAX(m.createdAt) FROM messages m
          WHERE m.practiceId = practices.id AND m.visibility = 'PUBLIC' AND m.authorRole = '${role}')`,
      );
    }
    await runner.query('ALTER TABLE practices DROP COLUMN lastMessageFrom');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE practices ADD COLUMN lastMessageFrom VARCHAR(10) NULL');
    await runner.query(
      `UPDATE practices SET lastMessageFrom = CASE
         WHEN citizenWroteAt IS NULL AND operatorWroteAt IS NULL THEN NULL
         WHEN operatorWroteAt IS NULL OR citizenWroteAt > operatorWroteAt THEN 'CITIZEN' ELSE 'OPERATOR' END`,
    );
    for (const [column] of COLUMNS) await runner.query(`ALTER TABLE practices DROP COLUMN ${column}`);
  }
}

const COLUMNS = [
  ['citizenWroteAt', 'CITIZEN'],
  ['operatorWroteAt', 'OPERATOR'],
] as const;

import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** By what a process notices that another one has changed the catalogue. */
export class CatalogueState1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table } = dialectOf(runner);
    await runner.query(`CREATE TABLE catalogue_state (
      id INT NOT NULL PRIMARY KEY,
      version ${id} NOT NULL
    ) ${table}`);
    await runner.query('INSERT INTO catalogue_state (id, version) VALUES (1, ?)', [randomUUID()]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE catalogue_state');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** Groups of services, and the folders that keep an applicant's practices of a group together. */
export class GroupsAndFolders1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, instant, text, flag, table, embedded } = dialectOf(runner);
    // SQLite takes a reference with a new column alone; the servers take it as a constraint, which has to have a name.
    const refer = (from: string, column: string, to: string) =>
      embedded
        ? runner.query(`ALTER TABLE ${from} ADD COLUMN ${column} ${id} NULL REFERENCES ${to} (id)`)
        : runner.query(`ALTER TABLE ${from} ADD COLUMN ${column} ${id} NULL,
            ADD CONSTRAINT ${from}_${column} FOREIGN KEY (${column}) REFERENCES ${to} (id)`);

    await runner.query(`CREATE TABLE service_groups (
      id ${id} NOT NULL PRIMARY KEY,
      slug VARCHAR(80) NOT NULL UNIQUE,
      name VARCHAR(200) NOT NULL,
      description ${text} NOT NULL,
      topic VARCHAR(120) NULL,
      ordered ${flag} NOT NULL,
      singleFolder ${flag} NOT NULL,
      version INT NOT NULL,
      searchText ${text} NOT NULL,
      sortName VARCHAR(200) NOT NULL,
      createdAt ${instant} NOT NULL,
      updatedAt ${instant} NOT NULL
    ) ${table}`);
    await runner.query('CREATE INDEX service_groups_by_name ON service_groups (sortName, id)');

    await refer('services', 'groupId', 'service_groups');
    await runner.query('ALTER TABLE services ADD COLUMN position INT NULL');
    await runner.query('ALTER TABLE services ADD COLUMN version INT NOT NULL DEFAULT 1');
    await runner.query('CREATE INDEX services_of_group ON services (groupId, position)');
    await runner.query('CREATE INDEX services_of_group_by_name ON services (groupId, sortName, id)');

    // A folder that was not asked for names its group a second time, in automaticFor: of those an applicant has one
    // for each group, whoever opens it first. What newFolder opens besides leaves it null, and so never collides.
    await runner.query(`CREATE TABLE folders (
      id ${id} NOT NULL PRIMARY KEY,
      number VARCHAR(30) NULL UNIQUE,
      applicantId ${id} NOT NULL,
      groupId ${id} NULL,
      automaticFor ${id} NULL,
      openedAt ${instant} NOT NULL,
      UNIQUE (applicantId, automaticFor),
      FOREIGN KEY (applicantId) REFERENCES users (id),
      FOREIGN KEY (groupId) REFERENCES service_groups (id)
    ) ${table}`);
    await runner.query('CREATE INDEX folders_of_group ON folders (groupId, applicantId)');

    await refer('practices', 'folderId', 'folders');
    await refer('practices', 'groupId', 'service_groups');
    await runner.query(`ALTER TABLE practices ADD COLUMN newFolder ${flag} NOT NULL DEFAULT 0`);
    await runner.query('CREATE INDEX practices_of_folder ON practices (folderId, id)');
    await runner.query('CREATE INDEX practices_of_group ON practices (groupId, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const { embedded } = dialectOf(runner);
    const forget = async (from: string, columns: string[], indexes: string[], references: string[]) => {
      for (const column of embedded ? [] : references) {
        await runner.query(`ALTER TABLE ${from} DROP FOREIGN KEY ${from}_${column}`);
      }
      for (const index of indexes) await runner.query(`DROP INDEX ${index}${embedded ? '' : ` ON ${from}`}`);
      for (const column of columns) await runner.query(`ALTER TABLE ${from} DROP COLUMN ${column}`);
    };
    const ofPractices = ['practices_of_folder', 'practices_of_group'];
    await forget('practices', ['newFolder', 'groupId', 'folderId'], ofPractices, ['folderId', 'groupId']);
    await runner.query('DROP TABLE folders');
    const ofServices = ['services_of_group', 'services_of_group_by_name'];
    await forget('services', ['version', 'position', 'groupId'], ofServices, ['groupId']);
    await runner.query('DROP TABLE service_groups');
  }
}

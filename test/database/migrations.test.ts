import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { entities } from '../../src/database/entities.js';
import { app } from '../support/app.js';
import { isEmbedded, type ScratchDatabase, scratchDatabase } from '../support/scratch-database.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

describe('the migrations', () => {
  let database: ScratchDatabase;
  beforeEach(async () => {
    database = await scratchDatabase();
  });
  afterEach(() => database.drop());

  const tables = async (): Promise<string[]> => {
    const rows = await database.dataSource.query(
      isEmbedded()
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    );
    return rows.map(({ name }: { name: string }) => name).filter((name: string) => name !== 'migrations');
  };

  it('build every table, take each of them away again, and build them anew', async () => {
    const { dataSource } = database;
    const all = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(all).to.have.length(entities.length);

    await dataSource.runMigrations();
    expect(await tables()).to.have.members(all);
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    expect(await tables()).to.be.empty;
    await dataSource.runMigrations();
    expect(await tables()).to.have.members(all);
  });

  it('build what the entities say: every column is there and holds null only where it may', async () => {
    await database.dataSource.runMigrations();
    const runner = database.dataSource.createQueryRunner();
    for (const { tableName, columns } of database.dataSource.entityMetadatas) {
      const table = await runner.getTable(tableName);
      for (const { databaseName, isNullable } of columns) {
        const column = table?.findColumnByName(databaseName);
        expect(column, `${tableName}.${databaseName}`).not.to.equal(undefined);
        expect(column?.isNullable, `${tableName}.${databaseName} may be null`).to.equal(isNullable);
      }
      expect(table?.columns.map(({ name }) => name)).to.have.members(columns.map(({ databaseName }) => databaseName));
    }
    await runner.release();
  });

  it('are listed by the command line of TypeORM', async () => {
    const cli = fileURLToPath(import.meta.resolve('typeorm/cli.js'));
    const list = async (url: string) => {
      const environment = { PATH: process.env.PATH ?? '', DATABASE_URL: url };
      const { stdout } = await run(process.execPath, [cli, 'migration:show', '-d', 'dist/ormconfig.js'], {
        cwd: ROOT,
        env: environment,
      });
      return stdout;
    };
    expect(await list(database.url)).to.contain('[ ] MainJob1764000000000');
    expect(await list(app().settings.databaseUrl)).to.match(/\[X\] \d+ MainJob1764000000000/);
  });
});

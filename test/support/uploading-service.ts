import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, startAnotherApp, stopAnotherApp, testEnvironment, within } from './app.js';
import { type BuiltPractice, buildPractice } from './build.js';
import { type ServiceProcess, startProcess } from './process.js';
import { scratchDatabase } from './scratch-database.js';
import { headersOf, multipart, type SentFile, type UploadAnswer } from './upload.js';

/** A service in a process of its own, to be loaded and killed, with a practice that notes can be written on. */
export interface UploadingService {
  practiceId: string;
  attachmentsDir: string;
  process(): ServiceProcess;
  /** Starts it again, on the same database and folder. */
  restart(): Promise<void>;
  /** Adds a note with a file. */
  addNote(file: SentFile): Promise<UploadAnswer<unknown>>;
  /** Plain rows of its database. */
  rows<Row>(sql: string): Promise<Row[]>;
  end(): Promise<void>;
}

const ADD_NOTE = 'mutation ($input: WriteMessageInput!) { addNote(input: $input) { message { id } } }';

/** Starts one, with an operator, a citizen and a practice of theirs. */
export async function startUploadingService(): Promise<UploadingService> {
  const database = await scratchDatabase();
  const attachmentsDir = await mkdtemp(join(tmpdir(), 'stanza-uploads-'));
  const { id: practiceId, operator } = await settle(database.url);
  const environment = testEnvironment({
    DATABASE_URL: database.url,
    ATTACHMENTS_DIR: attachmentsDir,
    SMTP_URL: 'smtp://127.0.0.1:1',
    OIDC_ISSUER: app().issuer.url,
    LOG_LEVEL: 'info',
  });
  let running = startProcess(environment);
  let url = await running.listening();

  return {
    practiceId,
    attachmentsDir,
    process: () => running,
    async restart() {
      running = startProcess(environment);
      url = await running.listening();
    },
    async addNote(file) {
      const variables = { input: { practiceId, body: 'In allegato', attachments: [null] } };
      const map = { '0': ['variables.input.attachments.0'] };
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: headersOf(operator),
        body: multipart({ query: ADD_NOTE, variables }, map, [file]),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    rows: (sql) => database.dataSource.query(sql),
    async end() {
      await running.kill();
      await database.drop();
      await rm(attachmentsDir, { recursive: true, force: true });
    },
  };
}

/** Makes them in this process, which knows shorter ways than signing in. */
async function settle(databaseUrl: string): Promise<BuiltPractice> {
  const maker = await startAnotherApp(databaseUrl);
  try {
    return await within(maker, () => buildPractice());
  } finally {
    await stopAnotherApp(maker);
  }
}

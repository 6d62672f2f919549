import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spidClaims } from '../../src/demo/spid-claims.js';
import { app, testEnvironment } from './app.js';
import { inventFiscalCode } from './build.js';
import { send } from './http.js';
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

const PASSWORD = 'una password molto lunga';
const ADD_NOTE = 'mutation ($input: WriteMessageInput!) { addNote(input: $input) { message { id } } }';

/** Starts one, with an operator, a citizen and a practice of theirs. */
export async function startUploadingService(): Promise<UploadingService> {
  const database = await scratchDatabase();
  const attachmentsDir = await mkdtemp(join(tmpdir(), 'stanza-uploads-'));
  const environment = testEnvironment({
    DATABASE_URL: database.url,
    ATTACHMENTS_DIR: attachmentsDir,
    SMTP_URL: 'smtp://127.0.0.1:1',
    OIDC_ISSUER: app().issuer.url,
    ADMIN_EMAIL: 'capo@prova.example',
    ADMIN_PASSWORD: PASSWORD,
    LOG_LEVEL: 'info',
  });
  let running = startProcess(environment);
  let url = await running.listening();

  const ask = async <Data>(query: string, input: object, token?: string): Promise<Data> => {
    const { data, errors } = await send({ query, variables: { input } }, { url, by: token ? { token } : null });
    if (!data) throw new Error(`Refused: ${JSON.stringify(errors)}`);
    return data as Data;
  };
  const signIn = async (email: string, password: string): Promise<string> => {
    const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
    return (await ask<{ signIn: { accessToken: string } }>(query, { email, password })).signIn.accessToken;
  };
  const administrator = await signIn('capo@prova.example', PASSWORD);
  const { createService } = await ask<{ createService: { service: { id: string } } }>(
    'mutation ($input: CreateServiceInput!) { createService(input: $input) { service { id } } }',
    { name: 'Servizio di prova', description: 'Inventato.', status: 'PUBLISHED' },
    administrator,
  );
  const serviceId = createService.service.id;
  const email = 'operatore@prova.example';
  const { createUser } = await ask<{ createUser: { temporaryPassword: string } }>(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { temporaryPassword } }',
    { role: 'OPERATOR', givenName: 'Operatore', familyName: 'Prova', email, serviceIds: [serviceId] },
    administrator,
  );
  await ask(
    'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } } }',
    { currentPassword: createUser.temporaryPassword, newPassword: PASSWORD },
    await signIn(email, createUser.temporaryPassword),
  );
  const operator = { token: await signIn(email, PASSWORD) };
  const citizen = await app().issuer.token(
    spidClaims({
      subject: randomUUID(),
      givenName: 'Giulia',
      familyName: 'Ferri',
      birthDate: '1980-01-01',
      birthPlace: 'H501',
      domicile: {
        street: 'Via Inventata 1',
        postalCode: '56010',
        municipality: 'Prova',
        province: 'PI',
        country: 'IT',
      },
      fiscalCode: inventFiscalCode(),
      spidCode: 'PROV1',
      level: 2,
    }),
  );
  const { createPractice } = await ask<{ createPractice: { practice: { id: string } } }>(
    'mutation ($input: CreatePracticeInput!) { createPractice(input: $input) { practice { id } } }',
    { serviceId, data: { nota: 'inventata' } },
    citizen,
  );
  const practiceId = createPractice.practice.id;
  const submit = 'mutation ($input: PracticeIdInput!) { submitPractice(input: $input) { practice { id } } }';
  await ask(submit, { practiceId }, citizen);

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

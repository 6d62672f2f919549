import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { app, testEnvironment } from './support/app.js';
import { send } from './support/http.js';
import { type ServiceProcess, startProcess } from './support/process.js';
import { startProxy } from './support/proxy.js';
import { isEmbedded, type ScratchDatabase, scratchDatabase } from './support/scratch-database.js';

const ADMINISTRATOR = { ADMIN_EMAIL: 'Capo@prova.example', ADMIN_PASSWORD: 'una password molto lunga' };

describe('npm start', function () {
  // Processes start as fast as the machine lets them.
  this.timeout(60_000);

  let database: ScratchDatabase;
  const processes: ServiceProcess[] = [];
  const start = (settings: Record<string, string> = {}): ServiceProcess => {
    const common = {
      SMTP_URL: app().smtp.url,
      OIDC_ISSUER: app().issuer.url,
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
    };
    const service = startProcess(testEnvironment({ ...common, ...settings }));
    processes.push(service);
    return service;
  };
  const status = async (url: string, path: string) => (await send(undefined, { url, path, method: 'GET' })).status;

  before(async () => {
    database = await scratchDatabase();
  });
  after(async () => {
    await Promise.all(processes.map((service) => service.kill()));
    await database.drop();
  });

  // The first three serve all tests: a start takes longer than what is to be seen of it.
  it('lets three start at once on an empty database: they migrate once and make one administrator, who can sign in', async () => {
    const urls = await Promise.all(Array.from({ length: 3 }, () => start(ADMINISTRATOR).listening()));

    const { dataSource } = database;
    const migrations = await dataSource.query('SELECT name FROM migrations');
    expect(migrations).to.have.length(dataSource.migrations.length);
    const administrators = await dataSource.query("SELECT login FROM users WHERE role = 'ADMIN'");
    expect(administrators).to.deep.equal([{ login: 'capo@prova.example' }]);
    for (const url of urls) {
      expect(await status(url, '/health/ready')).to.equal(200);
      const input = { email: ADMINISTRATOR.ADMIN_EMAIL, password: ADMINISTRATOR.ADMIN_PASSWORD };
      const { data } = await send({ query: SIGN_IN, variables: { input } }, { url });
      expect(data).to.have.nested.property('signIn.user.role', 'ADMIN');
    }
  });

  it('answers, and has nothing of the demo', async () => {
    const url = await processes[0].listening();
    expect(await status(url, '/health/live')).to.equal(200);
    expect(await status(url, '/health/ready')).to.equal(200);
    expect((await send({ query: '{ me { id } }' }, { url })).data).to.deep.equal({ me: null });
    for (const path of ['/demo', '/demo/mailbox', '/demo/identities', '/demo/sign-in']) {
      expect(await status(url, path), path).to.equal(404);
    }
    expect((await send({ key: 'x' }, { url, path: '/demo/sign-in' })).status).to.equal(404);
  });

  it('ends on SIGTERM: first not ready, then what is in flight gets its answer, then exit code 0', async () => {
    const [service] = processes;
    const url = await service.listening();
    const inFlight = request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', expect: '100-continue' },
    });
    const answered = once(inFlight, 'response');
    inFlight.flushHeaders();
    await once(inFlight, 'continue');

    const signalled = Date.now();
    service.signal('SIGTERM');
    await service.logged('stopping');
    expect(await status(url, '/health/ready')).to.equal(503);
    while (await accepts(url));
    inFlight.end(JSON.stringify({ query: '{ me { id } }' }));
    const [response] = await answered;
    expect(response.statusCode).to.equal(200);
    expect(JSON.parse(Buffer.concat(await response.toArray()).toString())).to.deep.equal({ data: { me: null } });

    expect(await service.ended()).to.equal(0);
    expect(Date.now() - signalled).to.be.below(10_000);
    expect(service.output()).to.contain('"msg":"stopped"');
  });

  it('is not ready while the database is away, and recovers by itself', async function () {
    if (isEmbedded()) return this.skip();
    const proxy = await startProxy(database.url);
    const url = await start({ DATABASE_URL: proxy.url }).listening();
    expect(await status(url, '/health/ready')).to.equal(200);
    proxy.cut();
    expect(await status(url, '/health/ready')).to.equal(503);
    expect(await status(url, '/health/live')).to.equal(200);
    proxy.mend();
    expect(await status(url, '/health/ready')).to.equal(200);
    await proxy.close();
  });

  it('ends within 10 seconds of SIGTERM although the database says nothing any more', async function () {
    if (isEmbedded()) return this.skip();
    const proxy = await startProxy(database.url);
    const service = start({ DATABASE_URL: proxy.url });
    const url = await service.listening();
    proxy.silence();
    const asked = send({ query: SIGN_IN, variables: { input: { email: 'a@b.it', password: 'x' } } }, { url });
    const outcome = asked.then(
      ({ errors }) => errors[0]?.extensions.code,
      () => 'cut off',
    );
    const signalled = Date.now();
    service.signal('SIGTERM');
    expect(await service.ended()).to.equal(0);
    expect(Date.now() - signalled).to.be.below(10_000);
    expect(await outcome).to.be.oneOf(['INTERNAL_SERVER_ERROR', 'cut off']);
    await proxy.close();
  });
});

const SIGN_IN = 'mutation SignIn($input: SignInInput!) { signIn(input: $input) { user { role } } }';

/** Whether somebody still takes connections at an address. */
function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

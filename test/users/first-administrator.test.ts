import { expect } from 'chai';
import { pino } from 'pino';
import { Role } from '../../src/identity/role.js';
import { createUser } from '../../src/users/create-user.js';
import { makeFirstAdministrator } from '../../src/users/first-administrator.js';
import { type AnotherApp, startAnotherApp } from '../support/another-app.js';

describe('ADMIN_EMAIL', () => {
  let service: AnotherApp;
  let lines: string[];

  before(async () => {
    service = await startAnotherApp();
  });

  after(() => service.close());

  beforeEach(() => {
    lines = [];
  });

  /** Starts with an administrator in the settings, as far as that goes. */
  const begin = (email: string) => {
    const { settings, database } = service.parts;
    const administrator = { email, password: 'una password molto lunga' };
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line).msg) });
    return makeFirstAdministrator({ settings: { ...settings, administrator }, database, log });
  };

  const administrators = () =>
    service.parts.database.rows<{ login: string }>('SELECT login FROM users WHERE role = ?', [Role.ADMIN]);

  it('makes nobody an administrator who is an operator, and the log says so', async () => {
    const names = { givenName: 'Marta', familyName: 'Neri' };
    await service.parts.database.transaction((tx) =>
      createUser(tx, { role: Role.OPERATOR, ...names, email: 'marta@prova.example' }, 'no password'),
    );
    await begin('Marta@prova.example');
    expect(await administrators()).to.deep.equal([]);
    expect(lines).to.deep.equal(['ADMIN_EMAIL is the address of an operator: there is no administrator']);
  });

  it('makes the first administrator, and no second', async () => {
    await begin('capo@prova.example');
    await begin('altra@prova.example');
    expect(await administrators()).to.deep.equal([{ login: 'capo@prova.example' }]);
    expect(lines).to.deep.equal(['first administrator made']);
  });
});

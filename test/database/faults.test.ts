import { expect } from 'chai';
import { app, testEnvironment } from '../support/app.js';
import { send } from '../support/http.js';
import { startProcess } from '../support/process.js';
import { scratchDatabase } from '../support/scratch-database.js';

describe('a fault of the database', () => {
  it('is a number to the client and a place to the log: no SQL, no parameters, no values in either', async () => {
    const database = await scratchDatabase();
    const service = startProcess(
      testEnvironment({
        DATABASE_URL: database.url,
        SMTP_URL: app().smtp.url,
        OIDC_ISSUER: app().issuer.url,
        LOG_LEVEL: 'trace',
      }),
    );
    try {
      const url = await service.listening();
      await database.dataSource.query('ALTER TABLE users RENAME TO people');
      const { status, text, errors } = await send(
        {
          query: 'mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }',
          variables: { input: { email: 'marta.segreta@prova.example', password: 'parola d’ordine' } },
        },
        { url, headers: { 'accept-language': 'en' } },
      );
      expect(status).to.equal(200);
      expect(errors).to.have.length(1);
      const [{ message, extensions }] = errors as [(typeof errors)[number]];
      expect(extensions.code).to.equal('INTERNAL_SERVER_ERROR');
      expect(Object.keys(extensions.details)).to.deep.equal(['requestId']);
      expect(message).to.equal('Something went wrong on our side. Please try again later.');
      const fault = await service.logged('fault');
      expect(fault).to.deep.include({ requestId: extensions.details.requestId, path: 'signIn' });
      for (const said of [text, service.output()]) {
        expect(said).not.to.match(/select|people|passwordHash|segreta|parola|no such table|doesn't exist/i);
      }
    } finally {
      await service.kill();
      await database.drop();
    }
  });
});

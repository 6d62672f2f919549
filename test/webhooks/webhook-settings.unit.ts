import { expect } from 'chai';
import { readSettings } from '../../src/settings.js';
import { SettingsError } from '../../src/settings-reader.js';
import { testEnvironment } from '../support/app.js';

const SECRET = 'x'.repeat(32);
const read = (more: Record<string, string>) =>
  readSettings(
    testEnvironment({
      DATABASE_URL: 'sqlite:x',
      SMTP_URL: 'smtp://localhost',
      OIDC_ISSUER: 'https://login.example',
      ...more,
    }),
  );

/** The lines that a start with these settings ends with. */
function problems(more: Record<string, string>): string[] {
  try {
    read(more);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
  }
  return [];
}

describe('the settings of what goes out', () => {
  it('are none unless somebody sets them', () => {
    expect(read({})).to.include({ webhook: null, supportEmail: null });
  });

  it('take an address with its secret, and a mailbox that is read', () => {
    const settings = read({
      WEBHOOK_URL: 'https://sistema.example/eventi?da=stanza',
      WEBHOOK_SECRET: SECRET,
      SUPPORT_EMAIL: ' urp@prova.example ',
    });
    expect(settings.webhook).to.deep.equal({ url: 'https://sistema.example/eventi?da=stanza', secret: SECRET });
    expect(settings.supportEmail).to.equal('urp@prova.example');
  });

  const wrong: Record<string, [Record<string, string>, RegExp]> = {
    'an address without a secret': [{ WEBHOOK_URL: 'https://a.example' }, /^WEBHOOK_SECRET is missing: it takes/],
    'a secret without an address': [{ WEBHOOK_SECRET: SECRET }, /^WEBHOOK_URL is missing: it takes/],
    'a short secret': [{ WEBHOOK_URL: 'https://a.example', WEBHOOK_SECRET: 'x' }, /^WEBHOOK_SECRET is wrong/],
    'another protocol': [{ WEBHOOK_URL: 'ftp://a.example', WEBHOOK_SECRET: SECRET }, /^WEBHOOK_URL is wrong/],
    'no address at all': [{ WEBHOOK_URL: 'a.example', WEBHOOK_SECRET: SECRET }, /^WEBHOOK_URL is wrong/],
    'a password in the address': [
      { WEBHOOK_URL: 'https://a:b@a.example', WEBHOOK_SECRET: SECRET },
      /^WEBHOOK_URL is wrong/,
    ],
    'two mailboxes': [{ SUPPORT_EMAIL: 'a@prova.example, b@prova.example' }, /^SUPPORT_EMAIL is wrong/],
  };
  for (const [what, [environment, line]] of Object.entries(wrong)) {
    it(`refuse ${what} with one line`, () => {
      const lines = problems(environment);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(line);
      expect(lines[0]).to.not.include('a:b@');
    });
  }
});

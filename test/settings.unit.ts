import { expect } from 'chai';
import { readSettings, type Settings } from '../src/settings.js';
import { SettingsError } from '../src/settings-reader.js';

const COMPLETE = {
  PUBLIC_URL: 'https://pratiche.prova.example/',
  DATABASE_URL: 'mysql://root@127.0.0.1:3306/stanza',
  SECRET: 'a-secret-of-the-tests-that-is-long-enough',
  MUNICIPALITY: 'Comune di Prova',
  SMTP_URL: 'smtp://127.0.0.1:25',
  MAIL_FROM: 'Comune di Prova <no-reply@prova.example>',
};

const OIDC = { OIDC_ISSUER: 'https://spid.prova.example', OIDC_AUDIENCE: 'stanza' };

const ADMINISTRATOR = { ADMIN_EMAIL: 'capo@prova.example', ADMIN_PASSWORD: 'una password molto lunga' };

/** The lines that a start with these settings ends with; none when it goes on. */
function problems(environment: Record<string, string | undefined>): string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('the settings', () => {
  it('have defaults for all but the six that an installation must say', () => {
    const expected: Settings = {
      host: '127.0.0.1',
      port: 4000,
      trustedProxies: ['127.0.0.0/8', '::1'],
      publicUrl: 'https://pratiche.prova.example',
      databaseUrl: COMPLETE.DATABASE_URL,
      secret: COMPLETE.SECRET,
      municipality: 'Comune di Prova',
      smtpUrl: COMPLETE.SMTP_URL,
      mailFrom: { name: 'Comune di Prova', address: 'no-reply@prova.example' },
      administrator: null,
      oidc: null,
      spidMinLevel: 1,
      messageSenders: 'assignee',
      attachmentsDir: 'var/attachments',
      p7mTrustDir: null,
      clamd: null,
      supportEmail: null,
      webhook: null,
      logLevel: 'info',
    };
    expect(readSettings(COMPLETE)).to.deep.equal(expected);
    const blank = {
      HOST: '',
      PORT: ' ',
      TRUSTED_PROXIES: ' ',
      SPID_MIN_LEVEL: '',
      MESSAGE_SENDERS: '',
      LOG_LEVEL: ' ',
      OIDC_CLAIMS: '',
    };
    const folders = { ATTACHMENTS_DIR: ' ', P7M_TRUST_DIR: ' ', CLAMD_ADDRESS: '' };
    expect(readSettings({ ...COMPLETE, ...blank, ...folders })).to.deep.equal(expected);
  });

  it('take what they say they take', () => {
    const settings = readSettings({
      ...COMPLETE,
      ...OIDC,
      ...ADMINISTRATOR,
      PORT: '0',
      TRUSTED_PROXIES: '10.0.0.7,172.16.0.0/12, fd00::/8',
      DATABASE_URL: 'sqlite:var/stanza.sqlite',
      SMTP_URL: 'smtps://user:password@mail.prova.example:465',
      MAIL_FROM: 'no-reply@prova.example',
      OIDC_CLAIMS: '{"email":"mail"}',
      SPID_MIN_LEVEL: '2',
      MESSAGE_SENDERS: 'enabled',
      ATTACHMENTS_DIR: '/srv/stanza/attachments',
      P7M_TRUST_DIR: '/etc/stanza/trust',
      CLAMD_ADDRESS: 'clamd.prova.example:3310',
      LOG_LEVEL: 'silent',
    });
    expect(settings).to.deep.include({
      port: 0,
      trustedProxies: ['10.0.0.7', '172.16.0.0/12', 'fd00::/8'],
      databaseUrl: 'sqlite:var/stanza.sqlite',
      mailFrom: { name: '', address: 'no-reply@prova.example' },
      administrator: { email: ADMINISTRATOR.ADMIN_EMAIL, password: ADMINISTRATOR.ADMIN_PASSWORD },
      oidc: { issuer: OIDC.OIDC_ISSUER, audience: OIDC.OIDC_AUDIENCE, claims: { email: 'mail' } },
      spidMinLevel: 2,
      messageSenders: 'enabled',
      attachmentsDir: '/srv/stanza/attachments',
      p7mTrustDir: '/etc/stanza/trust',
      clamd: { host: 'clamd.prova.example', port: 3310 },
      logLevel: 'silent',
    });
  });

  it('take clamd as an address of the network or as a socket', () => {
    const clamdOf = (CLAMD_ADDRESS: string) => readSettings({ ...COMPLETE, CLAMD_ADDRESS }).clamd;
    expect(clamdOf('/run/clamav/clamd.ctl')).to.deep.equal({ path: '/run/clamav/clamd.ctl' });
    expect(clamdOf('[::1]:3310')).to.deep.equal({ host: '::1', port: 3310 });
  });

  for (const name of Object.keys(COMPLETE)) {
    it(`end the start with one line when ${name} is missing or empty`, () => {
      for (const value of [undefined, '', '  ']) {
        const lines = problems({ ...COMPLETE, [name]: value });
        expect(lines).to.have.length(1);
        expect(lines[0]).to.match(new RegExp(`^${name} is missing: it takes \\S`));
      }
    });
  }

  for (const [name, value, others] of [
    ['PUBLIC_URL', 'pratiche.prova.segreto'],
    ['PUBLIC_URL', 'ftp://pratiche.prova.segreto'],
    ['DATABASE_URL', 'postgres://root:segreto@127.0.0.1/stanza'],
    ['DATABASE_URL', 'mysql://'],
    ['DATABASE_URL', 'sqlite:'],
    ['SECRET', 'segreto-di-trentuno-caratteri..'],
    ['SMTP_URL', 'mail.prova.segreto'],
    ['SMTP_URL', 'http://mail.prova.segreto'],
    ['MAIL_FROM', 'Comune di Prova'],
    ['MAIL_FROM', 'Comune <segreto>'],
    ['MAIL_FROM', 'a@segreto.example, b@segreto.example'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'segreto'],
    ['TRUSTED_PROXIES', 'proxy.prova.segreto'],
    ['TRUSTED_PROXIES', '10.0.0.7,'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.0.0.0/segreto'],
    ['SPID_MIN_LEVEL', '0'],
    ['SPID_MIN_LEVEL', '4'],
    ['SPID_MIN_LEVEL', '1.5'],
    ['MESSAGE_SENDERS', 'segreto'],
    ['LOG_LEVEL', 'segreto'],
    ['CLAMD_ADDRESS', 'segreto'],
    ['CLAMD_ADDRESS', 'segreto:0'],
    ['CLAMD_ADDRESS', 'http://segreto:3310'],
    ['CLAMD_ADDRESS', ':3310'],
    ['ADMIN_EMAIL', 'segreto', ADMINISTRATOR],
    ['ADMIN_EMAIL', undefined, ADMINISTRATOR],
    ['ADMIN_PASSWORD', 'segreto', ADMINISTRATOR],
    ['ADMIN_PASSWORD', undefined, ADMINISTRATOR],
    ['OIDC_ISSUER', 'spid.prova.segreto', OIDC],
    ['OIDC_ISSUER', undefined, OIDC],
    ['OIDC_AUDIENCE', undefined, OIDC],
    ['OIDC_CLAIMS', '{segreto', OIDC],
    ['OIDC_CLAIMS', '["segreto"]', OIDC],
    ['OIDC_CLAIMS', '{"email":{"segreto":1}}', OIDC],
  ] as [string, string | undefined, Record<string, string>?][]) {
    it(`end the start with one line when ${name} is ${value ?? 'missing beside its other half'}`, () => {
      const lines = problems({ ...COMPLETE, ...others, [name]: value });
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(new RegExp(`^${name} is (wrong|missing): it takes \\S`));
      expect(lines[0]).not.to.contain('segreto');
    });
  }

  it('are told all at once', () => {
    expect(problems({ ...COMPLETE, SECRET: 'short', PORT: 'x', MUNICIPALITY: '' })).to.have.length(3);
  });
});

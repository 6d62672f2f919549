import { expect } from 'chai';
import { startProcess } from './support/process.js';

/** What a start without a database writes, and its exit code. */
async function start(settings: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const service = startProcess(settings);
  const code = await service.ended();
  return { code, lines: service.output().trim().split('\n') };
}

const COMPLETE = {
  PORT: '0',
  PUBLIC_URL: 'https://pratiche.prova.example',
  DATABASE_URL: 'mysql://root:segreto-del-database@127.0.0.1:1/stanza',
  SECRET: 'a-secret-of-the-tests-that-is-long-enough',
  MUNICIPALITY: 'Comune di Prova',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'Comune di Prova <no-reply@prova.example>',
};

describe('the start of the service', function () {
  // Processes start as fast as the machine lets them.
  this.timeout(60_000);

  it('refuses without settings, and names each that is missing on a line of its own', async () => {
    const { code, lines } = await start({});
    expect(code).to.equal(1);
    expect(lines.map((line) => line.split(' ')[0])).to.deep.equal([
      'PUBLIC_URL',
      'DATABASE_URL',
      'SECRET',
      'MUNICIPALITY',
      'SMTP_URL',
      'MAIL_FROM',
    ]);
    for (const line of lines) expect(line).to.match(/^\w+ is missing: it takes \S/);
  });

  it('refuses wrong settings, names each on a line of its own, and repeats no value', async () => {
    const wrong = { ...COMPLETE, SECRET: 'too short', SPID_MIN_LEVEL: '4', PORT: 'a door', LOG_LEVEL: 'loud' };
    const { code, lines } = await start(wrong);
    expect(code).to.equal(1);
    expect(lines.map((line) => line.split(' ')[0])).to.have.members(['SECRET', 'SPID_MIN_LEVEL', 'PORT', 'LOG_LEVEL']);
    expect(lines.join()).not.to.match(/too short|a door|loud/);
  });

  it('refuses with one line when the database cannot be reached, without its password', async () => {
    const { code, lines } = await start(COMPLETE);
    expect(code).to.equal(1);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^Stanza cannot start: .*ECONNREFUSED/);
    expect(lines[0]).not.to.contain('segreto-del-database');
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { app } from './support/app.js';
import { as } from './support/as.js';
import { buildPractice } from './support/build.js';
import { logLines } from './support/log.js';

/** What the log says from here on of requests: waits for so many lines, since one is written after its answer. */
function linesFromNow(): (count: number) => Promise<unknown[][]> {
  const before = logLines().length;
  return async (count) => {
    for (;;) {
      const lines = logLines().slice(before);
      const told = lines.filter(({ msg }) => msg === 'operation' || msg === 'request');
      if (told.length >= count) return told.map((line) => SHOWN.filter((key) => key in line).map((key) => line[key]));
      await delay(5);
    }
  };
}

const SHOWN = ['kind', 'fields', 'route', 'status', 'outcome'];

describe('the log of requests', () => {
  it('has one line for an operation, with its fields, how long it took and what came of it', async () => {
    const { id, applicant } = await buildPractice();
    const lines = linesFromNow();
    await as(applicant).ask('query Segreto($id: ID!) { mia: practice(id: $id) { data } me { email } }', { id });
    await as(applicant).refused('{ desk { all } }');
    await as(applicant).refused('{ nothing }');
    expect(await lines(3)).to.deep.equal([
      ['query', 'practice, me', 200, 'OK'],
      ['query', 'desk', 200, ['FORBIDDEN']],
      ['query', '', 400, ['BAD_USER_INPUT']],
    ]);
    const last = logLines().findLast((line) => 'outcome' in line) ?? {};
    expect(last.ms).to.be.a('number');
    expect(last.requestId).to.match(/^[0-9a-f-]{36}$/);
  });

  it('tells of a request that came to no operation, without the token or the address that it named', async () => {
    const lines = linesFromNow();
    await as({ token: 'sbagliato' }).refused('{ me { id } }');
    await fetch(`${app().url}/segreto/giulia@posta.example`);
    await fetch(`${app().url}/health/live`);
    expect(await lines(3)).to.deep.equal([
      ['POST /graphql', 401, ['UNAUTHENTICATED']],
      ['GET unknown', 404, 'OK'],
      ['GET /health/live', 200, 'OK'],
    ]);
  });
});

import { expect } from 'chai';
import { explainMailError } from '../../src/mail/mail-error.js';
import { mailFailure } from '../../src/mail/mail-failure.js';
import { givenUp } from '../../src/outbox/explain-failure.js';

const failure = (code: string, response?: string, more: object = {}) =>
  mailFailure({ code, response, ...(response && { responseCode: Number(response.slice(0, 3)) }), ...more });

describe('how a try to deliver failed', () => {
  it('ends with a 5xx about the mail, and is tried again after anything else', () => {
    const table: [unknown, object][] = [
      [
        failure('EENVELOPE', '550 5.1.1 <a@b.it> unknown'),
        { final: true, answered: true, lastError: 'REFUSED 550 5.1.1' },
      ],
      [failure('EMESSAGE', '554 No'), { final: true, answered: true, lastError: 'REFUSED 554' }],
      [failure('EENVELOPE', '451-4.7.1 Later'), { final: false, answered: true, lastError: 'DEFERRED 451 4.7.1' }],
      [failure('EENVELOPE', '503 Bad sequence'), { final: false, answered: true, lastError: 'DEFERRED 503' }],
      [failure('EENVELOPE'), { final: true, answered: false, lastError: 'UNSENDABLE' }],
      [failure('EAUTH', '535 5.7.8 No'), { final: false, answered: false, lastError: 'NOT_ADMITTED 535 5.7.8' }],
      [failure('EPROTOCOL', '554 Go away'), { final: false, answered: false, lastError: 'UNREACHED 554' }],
      [failure('ETLS'), { final: false, answered: false, lastError: 'NOT_ADMITTED' }],
      [failure('ETIMEDOUT'), { final: false, answered: false, lastError: 'TIMED_OUT' }],
      [failure('EABORT'), { final: false, answered: false, lastError: 'TIMED_OUT' }],
      [
        failure('ESOCKET', undefined, { originalCode: 'ECONNREFUSED' }),
        { final: false, answered: false, lastError: 'UNREACHED' },
      ],
      [mailFailure(new TypeError('a bug of ours')), { final: false, answered: false, lastError: 'UNREACHED' }],
      [mailFailure(undefined), { final: false, answered: false, lastError: 'UNREACHED' }],
    ];
    for (const [found, expected] of table) expect(found).to.deep.equal(expected);
  });

  it('is told in words, in the language of who reads, with the codes and nothing else of the server', () => {
    expect(explainMailError('REFUSED 550 5.1.1', 'it')).to.equal(
      'Il server di posta ha rifiutato il messaggio: la casella non esiste (550 5.1.1).',
    );
    expect(explainMailError('DEFERRED 451', 'en')).to.equal('The mail server put the delivery off (451).');
    expect(explainMailError('NO_ADDRESS', 'it')).to.equal('Il destinatario non ha un indirizzo e-mail.');
    expect(explainMailError(givenUp('DEFERRED 452 4.2.2'), 'it')).to.equal(
      'Consegna abbandonata dopo 48 ore. Il server di posta ha rinviato la consegna: la casella è piena (452 4.2.2).',
    );
    expect(explainMailError('TIMED_OUT', 'en')).to.equal('The mail server did not answer in time.');
  });
});

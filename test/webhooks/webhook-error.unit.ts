import { expect } from 'chai';
import { explainWebhookError, WebhookAnswer, webhookFailure } from '../../src/webhooks/webhook-error.js';

const thrown = (name: string, code?: string) => Object.assign(new Error('no'), { name, cause: { code } });

describe('how a try to post an event failed', () => {
  it('is final when the other system wants no more, and is tried again after anything else', () => {
    const table: [unknown, object][] = [
      [new WebhookAnswer(410), { final: true, answered: true, lastError: 'GONE 410' }],
      [new WebhookAnswer(400), { final: false, answered: true, lastError: 'NOT_ACCEPTED 400' }],
      [new WebhookAnswer(500), { final: false, answered: true, lastError: 'NOT_ACCEPTED 500' }],
      [new WebhookAnswer(301), { final: false, answered: true, lastError: 'REDIRECTED 301' }],
      [thrown('TimeoutError'), { final: false, answered: false, lastError: 'TIMED_OUT' }],
      [thrown('AbortError'), { final: false, answered: false, lastError: 'TIMED_OUT' }],
      [thrown('TypeError', 'UND_ERR_CONNECT_TIMEOUT'), { final: false, answered: false, lastError: 'TIMED_OUT' }],
      [thrown('TypeError', 'ECONNREFUSED'), { final: false, answered: false, lastError: 'UNREACHED' }],
      [thrown('TypeError', 'DEPTH_ZERO_SELF_SIGNED_CERT'), { final: false, answered: false, lastError: 'UNTRUSTED' }],
      [thrown('TypeError', 'CERT_HAS_EXPIRED'), { final: false, answered: false, lastError: 'UNTRUSTED' }],
      [undefined, { final: false, answered: false, lastError: 'UNREACHED' }],
    ];
    for (const [error, expected] of table) expect(webhookFailure(error)).to.deep.equal(expected);
  });

  it('is told in words, in the language of who reads', () => {
    expect(explainWebhookError('NOT_ACCEPTED 503', 'en')).to.equal('The other system did not accept the event (503).');
    expect(explainWebhookError('GIVEN_UP TIMED_OUT', 'it')).to.equal(
      'Consegna abbandonata dopo 48 ore. L’altro sistema non ha risposto in tempo.',
    );
  });
});

import { expect } from 'chai';
import { notificationOf } from '../../src/mail/notification.js';
import { DeliveryState } from '../../src/outbox/outbox-item.entity.js';

const { QUEUED, SENT, FAILED } = DeliveryState;
const mail = (state: DeliveryState, attempts = 0, lastError: string | null = null, minute = 0) => ({
  state,
  attempts,
  lastError,
  sentAt: state === SENT ? new Date(Date.UTC(2026, 2, 2, 9, minute)) : null,
});

describe('R11 R13 what became of the mails of a message', () => {
  it('is nothing when there are none', () => {
    expect(notificationOf([], 'it')).to.equal(null);
  });

  it('is what became of the one mail', () => {
    expect(notificationOf([mail(SENT, 2)], 'it')).to.deep.equal({
      state: SENT,
      attempts: 2,
      sentAt: new Date('2026-03-02T09:00:00.000Z'),
      lastError: null,
    });
    expect(notificationOf([mail(FAILED, 0, 'NO_ADDRESS')], 'en')).to.deep.equal({
      state: FAILED,
      attempts: 0,
      sentAt: null,
      lastError: 'The recipient has no e-mail address.',
    });
  });

  it('waits while any of several waits, and says why', () => {
    const mails = [mail(SENT, 1), mail(QUEUED, 1, 'DEFERRED 451'), mail(FAILED, 1, 'REFUSED 550')];
    expect(notificationOf(mails, 'it')).to.deep.equal({
      state: QUEUED,
      attempts: 3,
      sentAt: null,
      lastError: 'Il server di posta ha rinviato la consegna (451).',
    });
  });

  it('was sent, at the first instant, when any was sent and none waits', () => {
    const mails = [mail(FAILED, 1, 'REFUSED 550'), mail(SENT, 1, null, 5), mail(SENT, 1, null, 3)];
    expect(notificationOf(mails, 'it')).to.deep.equal({
      state: SENT,
      attempts: 3,
      sentAt: new Date('2026-03-02T09:03:00.000Z'),
      lastError: null,
    });
  });
});

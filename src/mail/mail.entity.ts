import { registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import type { Locale } from '../locale.js';

/** Where a mail stands on its way to the mail server. */
export enum EmailState {
  QUEUED = 'QUEUED',
  SENT = 'SENT',
  FAILED = 'FAILED',
}

registerEnumType(EmailState, {
  name: 'EmailState',
  description: 'Where a mail stands on its way.',
  valuesConfig: {
    QUEUED: { description: 'Waits for its turn, or is being retried.' },
    SENT: { description: 'The mail server accepted it.' },
    FAILED: {
      description: 'It will not be tried again: refused, without a usable address, or given up after 48 hours.',
    },
  },
});

/** One mail to one person: a row written in the transaction of what it tells, delivered later by a worker. */
@Entity('mails')
export class Mail extends BaseEntity {
  /** What it tells, such as `message-to-citizen`. Kinds that begin with `message` are limited per address and hour. */
  @Column('varchar', { length: 40 })
  kind!: string;

  @Column('varchar', { length: 36, nullable: true })
  practiceId!: string | null;

  @Column('varchar', { length: 36, nullable: true })
  messageId!: string | null;

  @Column('varchar', { length: 36, nullable: true })
  recipientId!: string | null;

  @Column('varchar', { length: 255 })
  name!: string;

  /** One checked address. Null when the recipient had none, or none that a mail can go to; then it is FAILED. */
  @Column('varchar', { length: 255, nullable: true })
  address!: string | null;

  @Column('varchar', { length: 2 })
  locale!: Locale;

  @Column('varchar', { length: 255 })
  subject!: string;

  @Column('text')
  text!: string;

  @Column('text')
  html!: string;

  @Column('varchar', { length: 10 })
  state!: EmailState;

  /** How often the mail server answered to this mail itself. */
  @Column('int')
  attempts!: number;

  /** When it is due. While somebody sends it: when their lease ends, so that it comes back by itself. */
  @Column('datetime', { precision: 3 })
  nextAttemptAt!: Date;

  /** Who sends it: only the holder of the lease may say how it went. */
  @Column('varchar', { length: 36, nullable: true })
  lease!: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  leaseUntil!: Date | null;

  /** Why the last try did not succeed, as `explainMailError` reads it: a reason and the server's codes, never its words. */
  @Column('varchar', { length: 500, nullable: true })
  lastError!: string | null;

  @Column('datetime', { precision: 3 })
  createdAt!: Date;

  @Column('datetime', { precision: 3, nullable: true })
  sentAt!: Date | null;
}

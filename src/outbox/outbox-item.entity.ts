import { registerEnumType } from 'type-graphql';
import { Column } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';

/** Where something stands on its way out. */
export enum DeliveryState {
  QUEUED = 'QUEUED',
  SENT = 'SENT',
  FAILED = 'FAILED',
}

// Clients met it as the state of mails, and mails are what they look at.
registerEnumType(DeliveryState, {
  name: 'EmailState',
  description: 'Where a mail, or a call to another system, stands on its way.',
  valuesConfig: {
    QUEUED: { description: 'Waits for its turn, or is being retried.' },
    SENT: { description: 'The mail server, or the other system, accepted it.' },
    FAILED: {
      description: 'It will not be tried again: refused, without a usable address, or given up after 48 hours.',
    },
  },
});

/** Something that goes out: a row written in the transaction of what it tells, delivered later by a worker. */
export abstract class OutboxItem extends BaseEntity {
  /** What it tells, such as `message`. */
  @Column('varchar', { length: 40 })
  kind!: string;

  @Column('varchar', { length: 36, nullable: true })
  practiceId!: string | null;

  @Column('varchar', { length: 36, nullable: true })
  messageId!: string | null;

  @Column('varchar', { length: 10 })
  state!: DeliveryState;

  /** How often the other side answered to this item itself. */
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

  /** Why the last try did not succeed: a reason and the other side's codes, never its words. */
  @Column('varchar', { length: 500, nullable: true })
  lastError!: string | null;

  @Column('datetime', { precision: 3 })
  createdAt!: Date;

  /** When somebody had it tried again after it had failed: its 48 hours count from then. */
  @Column('datetime', { precision: 3, nullable: true })
  resentAt!: Date | null;

  @Column('datetime', { precision: 3, nullable: true })
  sentAt!: Date | null;
}

import { Column, Entity } from 'typeorm';
import type { Locale } from '../locale.js';
import { OutboxItem } from '../outbox/outbox-item.entity.js';

/** One mail to one person. Kinds that begin with `message` are limited per address and hour. */
@Entity('mails')
export class Mail extends OutboxItem {
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
}

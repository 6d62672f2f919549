import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';

/** A message that waits for its author's confirmation (R10). Nobody but its author can reach it. */
@Entity('message_drafts')
export class StoredMessageDraft extends BaseEntity {
  @Column('varchar', { length: 36 })
  practiceId!: string;

  @Column('varchar', { length: 36 })
  authorId!: string;

  @Column('text')
  body!: string;

  @Column('varchar', { length: 36, nullable: true })
  inReplyToId!: string | null;

  /** SHA-256 of the token, hexadecimal: who reads the database cannot send in somebody's name. */
  @Column('varchar', { length: 64 })
  confirmationHash!: string;

  @Column('datetime', { precision: 3 })
  createdAt!: Date;

  @Column('datetime', { precision: 3 })
  expiresAt!: Date;
}

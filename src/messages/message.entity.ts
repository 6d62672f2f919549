import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { Attachment } from '../attachments/attachment.entity.js';
import { BaseEntity } from '../database/base.entity.js';
import { DateTime } from '../graphql/scalars.js';
import { Role } from '../identity/role.js';
import { EmailNotification } from '../mail/email-notification.type.js';
import { Practice } from '../practices/practice.entity.js';
import { Actor } from '../users/actor.type.js';

/** Who can read a message. */
export enum MessageVisibility {
  INTERNAL = 'INTERNAL',
  PUBLIC = 'PUBLIC',
}

registerEnumType(MessageVisibility, {
  name: 'MessageVisibility',
  description: 'Who can read a message.',
  valuesConfig: {
    INTERNAL: { description: 'A private note among the operators of the service (nota interna).' },
    PUBLIC: { description: 'A message between operator and citizen.' },
  },
});

/**
 * A message or a note on a practice. Its id is made when it is prepared, because the mail that the author is shown
 * carries it; the timeline goes by `createdAt`, the instant at which it was sent.
 */
@ObjectType({
  description: 'A message between operator and citizen, or a private note among colleagues, on one practice.',
  simpleResolvers: true,
})
@Entity('messages')
export class Message extends BaseEntity {
  @Field(() => Practice, { description: 'The practice that it belongs to.' })
  practice!: Relation<Practice>;

  @Field(() => MessageVisibility, { description: 'Whether it is a message or a note.' })
  @Column('varchar', { length: 10 })
  visibility!: MessageVisibility;

  @Field({ description: 'Plain text, as written (NFC). Escape it where you show it as HTML.' })
  @Column('text')
  body!: string;

  @Field(() => Actor, { description: 'Who wrote it, as the viewer may know it.' })
  author!: Relation<Actor>;

  @Field(() => [Attachment], { description: 'Its files, in the order in which they were attached.' })
  attachments!: Relation<Attachment[]>;

  @Field(() => Message, { nullable: true, description: 'What it answers.' })
  inReplyTo!: Relation<Message> | null;

  @Field(() => DateTime, { description: 'When it was sent.' })
  @Column('datetime', { precision: 3 })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the other party first read it. Null for notes, which have no other party.',
  })
  @Column('datetime', { precision: 3, nullable: true })
  readAt!: Date | null;

  @Field(() => EmailNotification, {
    nullable: true,
    description: 'What became of the mail that tells of it. Messages only; to staff, and to the author.',
  })
  notification!: Relation<EmailNotification> | null;

  @Column('varchar', { length: 36 })
  practiceId!: string;

  @Column('varchar', { length: 36 })
  authorId!: string;

  /** The role in which it was written: which party it is of. */
  @Column('varchar', { length: 10 })
  authorRole!: Role;

  @Column('varchar', { length: 36, nullable: true })
  inReplyToId!: string | null;

  /** Hash of the confirmation token that sent it: unique, so that a token sends once (R10). Null for notes. */
  @Column('varchar', { length: 64, nullable: true })
  confirmationHash!: string | null;
}

import { Field, ObjectType } from 'type-graphql';
import { Attachment } from '../attachments/attachment.entity.js';
import { DateTime } from '../graphql/scalars.js';
import { Practice } from '../practices/practice.entity.js';

@ObjectType({
  description: "A message that waits for its author's confirmation. Nothing has been sent.",
  simpleResolvers: true,
})
export class MessageDraft {
  @Field({ description: 'What sendMessage takes, from the same person.' })
  confirmationToken!: string;

  @Field(() => DateTime, { description: 'Until when it can be confirmed: 15 minutes.' })
  expiresAt!: Date;

  @Field(() => Practice, { description: 'The practice that it will belong to.' })
  practice!: Practice;

  @Field({ description: 'What will be sent, as written (NFC).' })
  body!: string;

  @Field(() => [Attachment], { description: 'The files that will be sent with it.' })
  attachments!: Attachment[];

  @Field(() => [String], {
    description: 'E-mail addresses that will be notified; a citizen sees the name of the municipality instead.',
  })
  recipients!: string[];

  @Field({ description: 'The subject of the mail that will be sent.' })
  emailSubject!: string;

  @Field({ description: 'The plain text of the mail that will be sent.' })
  emailPreview!: string;
}

@ObjectType({ description: 'What would be sent.', simpleResolvers: true })
export class MessageDraftPayload {
  @Field(() => MessageDraft, { description: 'What would be sent, and to whom.' })
  draft!: MessageDraft;
}

@ObjectType({ description: 'What became of a prepared message.', simpleResolvers: true })
export class DiscardMessagePayload {
  @Field({ description: 'true: thrown away. false: it had been sent already.' })
  discarded!: boolean;
}

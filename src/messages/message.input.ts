import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A message or a note to write.' })
export class WriteMessageInput {
  @Field(() => ID, { description: 'The practice that it belongs to.' })
  practiceId!: string;

  @Field({ description: 'Plain text: 1 to 10,000 characters besides surrounding white space, kept as written.' })
  body!: string;

  @Field(() => ID, { nullable: true, description: 'The message of the same practice that it answers.' })
  inReplyToId?: string | null;
}

@InputType({ description: 'A prepared message.' })
export class SendMessageInput {
  @Field({ description: 'As prepareMessage gave it to the same person; good for 15 minutes, and for one message.' })
  confirmationToken!: string;
}

@InputType({ description: 'How far somebody has read.' })
export class MarkMessagesReadInput {
  @Field(() => ID, { description: 'The practice.' })
  practiceId!: string;

  @Field(() => ID, { description: 'The newest message that has been read; those before it count as read too.' })
  upToMessageId!: string;
}

@InputType({ description: 'A message whose notification has failed.' })
export class ResendNotificationInput {
  @Field(() => ID, { description: 'The message.' })
  messageId!: string;
}

import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Context } from '../context.js';
import type { Transaction } from '../database/transaction.js';
import { batch } from '../graphql/batch.js';
import { type Connection, connectionType } from '../graphql/pagination.js';
import { DateTime } from '../graphql/scalars.js';
import { connectionSelection, selectionOf } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import type { EmailNotification } from '../mail/email-notification.type.js';
import { Practice } from '../practices/practice.entity.js';
import { readPractice } from '../practices/practice.read.js';
import { PracticePayload } from '../practices/practice.resolver.js';
import { addNote } from './add-note.js';
import { discardMessage } from './discard-message.js';
import { markMessagesRead } from './mark-messages-read.js';
import { Message } from './message.entity.js';
import {
  MarkMessagesReadInput,
  ResendNotificationInput,
  SendMessageInput,
  WriteMessageInput,
} from './message.input.js';
import { readMessage } from './message.read.js';
import { readNotifications } from './notification.read.js';
import { prepareMessage } from './prepare-message.js';
import { resendNotification } from './resend-notification.js';
import { sendMessage } from './send-message.js';
import { readTimelines, TimelineArgs } from './timeline.js';

export const MessageConnection = connectionType('Message', () => Message);

@ObjectType({ description: 'A message or note that was written.', simpleResolvers: true })
class MessagePayload {
  @Field(() => Message, { description: 'The message or note.' })
  message!: Message;
}

@ObjectType({
  description: "A message that waits for its author's confirmation. Nothing has been sent.",
  simpleResolvers: true,
})
class MessageDraft {
  @Field({ description: 'What sendMessage takes, from the same person.' })
  confirmationToken!: string;

  @Field(() => DateTime, { description: 'Until when it can be confirmed: 15 minutes.' })
  expiresAt!: Date;

  @Field(() => Practice, { description: 'The practice that it will belong to.' })
  practice!: Practice;

  @Field({ description: 'What will be sent, as written (NFC).' })
  body!: string;

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
class MessageDraftPayload {
  @Field(() => MessageDraft, { description: 'What would be sent, and to whom.' })
  draft!: MessageDraft;
}

@ObjectType({ description: 'What became of a prepared message.', simpleResolvers: true })
class DiscardMessagePayload {
  @Field({ description: 'true: thrown away. false: it had been sent already.' })
  discarded!: boolean;
}

const INPUT = { description: 'What to do, and to which message.' };

/** Messages and notes: writing, confirming and reading them. */
@Resolver(() => Message)
export class MessageResolver {
  @Authorized()
  @Query(() => Message, {
    nullable: true,
    description: 'A message that the viewer may read; to citizens there are no notes.',
  })
  message(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Message | null> {
    return readMessage(context, selectionOf(info), id);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => MessagePayload, {
    description: 'Writes a note for colleagues, at once and in any status but DRAFT. Citizens never learn of it.',
  })
  addNote(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Arg('input', INPUT) input: WriteMessageInput) {
    return write(context, info, (tx) => addNote(tx, context.viewer, input));
  }

  @Authorized(Role.OPERATOR, Role.CITIZEN)
  @Mutation(() => MessageDraftPayload, {
    description:
      'Prepares a message and shows what would be sent, and to whom. Nothing is sent until sendMessage confirms it.',
  })
  async prepareMessage(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: WriteMessageInput,
  ) {
    const { practiceId, ...draft } = await context.database.transaction((tx) =>
      prepareMessage(tx, context.viewer, input),
    );
    const practice = await readPractice(context, selectionOf(info).at('draft').at('practice'), practiceId);
    return { draft: { ...draft, practice } };
  }

  @Authorized(Role.OPERATOR, Role.CITIZEN)
  @Mutation(() => MessagePayload, {
    description: 'Sends what was prepared. The same token again answers the same message, and sends nothing more.',
  })
  sendMessage(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Arg('input', INPUT) input: SendMessageInput) {
    return write(context, info, (tx) => sendMessage(tx, context.viewer, input.confirmationToken));
  }

  @Authorized(Role.OPERATOR, Role.CITIZEN)
  @Mutation(() => DiscardMessagePayload, { description: 'Throws a prepared message away.' })
  async discardMessage(
    @Ctx() context: Context,
    @Arg('input', INPUT) input: SendMessageInput,
  ): Promise<DiscardMessagePayload> {
    const discarded = await context.database.transaction((tx) =>
      discardMessage(tx, context.viewer, input.confirmationToken),
    );
    return { discarded };
  }

  @Authorized(Role.OPERATOR, Role.CITIZEN)
  @Mutation(() => PracticePayload, {
    description: 'Marks the messages of the other party as read, up to one of the timeline.',
  })
  async markMessagesRead(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: MarkMessagesReadInput,
  ) {
    const { id } = await context.database.transaction((tx) => markMessagesRead(tx, context.viewer, input));
    return { practice: await readPractice(context, selectionOf(info).at('practice'), id) };
  }

  @Authorized(Role.OPERATOR, Role.ADMIN)
  @Mutation(() => MessagePayload, {
    description:
      'Has the mail of a message tried again after it has failed: it stays the same mail, and goes to the address that its recipient has now. While it is being tried nothing changes; CONFLICT when nothing has failed.',
  })
  resendNotification(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: ResendNotificationInput,
  ) {
    return write(context, info, (tx) => resendNotification(tx, context.viewer, input.messageId));
  }

  @FieldResolver()
  notification(
    @Root() message: Message,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<EmailNotification | null> {
    return batch(context, info, message.id, null, (ids) => readNotifications(context, ids));
  }
}

/** The timeline of a practice. */
@Resolver(() => Practice)
export class TimelineResolver {
  @FieldResolver(() => MessageConnection, {
    description:
      'Messages and, to the staff, notes: one timeline, oldest first. first or last; neither means the first 20.',
  })
  messages(
    @Root() practice: Practice,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => TimelineArgs) args: TimelineArgs,
  ): Promise<Connection<Message> | null> {
    return batch(context, info, practice.id, null, (ids) =>
      readTimelines(context, connectionSelection(info), args, ids),
    );
  }
}

/** Runs a rule in a transaction of its own, then reads what the client asked for of the message. */
async function write(
  context: Context,
  info: GraphQLResolveInfo,
  rule: (tx: Transaction) => Promise<Message>,
): Promise<MessagePayload> {
  const { id } = await context.database.transaction(rule);
  return { message: await readMessage(context, selectionOf(info).at('message'), id) } as MessagePayload;
}

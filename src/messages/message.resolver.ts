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
import { registeredChange } from '../access/registered.js';
import { Attachment } from '../attachments/attachment.entity.js';
import { readAttachments } from '../attachments/attachment.read.js';
import type { Context } from '../context.js';
import type { Transaction } from '../database/transaction.js';
import { batch } from '../graphql/batch.js';
import { type Connection, connectionType } from '../graphql/pagination.js';
import { DateTime } from '../graphql/scalars.js';
import { connectionSelection, selectionOf } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { Practice } from '../practices/practice.entity.js';
import { readPractice } from '../practices/practice.read.js';
import { PracticePayload } from '../practices/practice.resolver.js';
import { addNote, admitNote } from './add-note.js';
import { discardMessage } from './discard-message.js';
import { markMessagesRead } from './mark-messages-read.js';
import { Message } from './message.entity.js';
import {
  MarkMessagesReadInput,
  ResendNotificationInput,
  SendMessageInput,
  WriteMessageInput,
} from './message.input.js';
import { findPracticeOf, readMessage } from './message.read.js';
import { findPracticeOfDraft } from './message-draft.read.js';
import { admitMessage, prepareMessage } from './prepare-message.js';
import { withFiles } from './receive-files.js';
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
    return withFiles(
      context,
      input,
      (tx) => admitNote(tx, context.viewer, input),
      (files) => write(context, info, input.practiceId, (tx) => addNote(tx, context.viewer, input, files)),
    );
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
    const { practiceId, draftId, ...draft } = await withFiles(
      context,
      input,
      (tx) => admitMessage(tx, context.viewer, input),
      (files) =>
        registeredChange(
          context,
          input.practiceId,
          (tx) => prepareMessage(tx, context.viewer, input, files),
          (prepared) => prepared.practiceId,
        ),
    );
    const selection = selectionOf(info).at('draft');
    const [practice, attachments] = await Promise.all([
      selection.has('practice') ? readPractice(context, selection.at('practice'), practiceId) : null,
      selection.has('attachments') ? readAttachments(context, selection.at('attachments'), 'draftId', [draftId]) : null,
    ]);
    return { draft: { ...draft, practice, attachments: attachments?.get(draftId) ?? [] } };
  }

  @Authorized(Role.OPERATOR, Role.CITIZEN)
  @Mutation(() => MessagePayload, {
    description: 'Sends what was prepared. The same token again answers the same message, and sends nothing more.',
  })
  sendMessage(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Arg('input', INPUT) input: SendMessageInput) {
    const practiceId = () => findPracticeOfDraft(context, input.confirmationToken);
    return write(context, info, practiceId, (tx) => sendMessage(tx, context.viewer, input.confirmationToken));
  }

  @Authorized(Role.OPERATOR, Role.CITIZEN)
  @Mutation(() => DiscardMessagePayload, { description: 'Throws a prepared message away.' })
  async discardMessage(
    @Ctx() context: Context,
    @Arg('input', INPUT) input: SendMessageInput,
  ): Promise<DiscardMessagePayload> {
    const { discarded, attachmentIds } = await context.database.transaction((tx) =>
      discardMessage(tx, context.viewer, input.confirmationToken),
    );
    await context.attachments.store.remove(attachmentIds);
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
    const { id } = await registeredChange(
      context,
      input.practiceId,
      (tx) => markMessagesRead(tx, context.viewer, input),
      (practice) => practice.id,
    );
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
    const practiceId = () => findPracticeOf(context, input.messageId);
    return write(context, info, practiceId, (tx) => resendNotification(tx, context.viewer, input.messageId));
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

/** Runs a rule, with its row in the access register, then reads what the client asked for of the message. */
async function write(
  context: Context,
  info: GraphQLResolveInfo,
  practiceId: Parameters<typeof registeredChange>[1],
  rule: (tx: Transaction) => Promise<Message>,
): Promise<MessagePayload> {
  const { id } = await registeredChange(context, practiceId, rule, (message) => message.practiceId);
  return { message: await readMessage(context, selectionOf(info).at('message'), id) } as MessagePayload;
}

import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Field, ID, Info, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { registeredChange } from '../access/registered.js';
import { readAttachments } from '../attachments/attachment.read.js';
import type { Context } from '../context.js';
import type { Transaction } from '../database/transaction.js';
import { selectionOf } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
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
import { DiscardMessagePayload, MessageDraftPayload } from './message-draft.type.js';
import { admitMessage, prepareMessage } from './prepare-message.js';
import { withFiles } from './receive-files.js';
import { resendNotification } from './resend-notification.js';
import { sendMessage } from './send-message.js';

@ObjectType({ description: 'A message or note that was written.', simpleResolvers: true })
class MessagePayload {
  @Field(() => Message, { description: 'The message or note.' })
  message!: Message;
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
    const draft = await withFiles(
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
      selection.has('practice') ? readPractice(context, selection.at('practice'), draft.practiceId) : null,
      selection.has('attachments')
        ? readAttachments(context, selection.at('attachments'), 'draftId', [draft.id])
        : null,
    ]);
    return { draft: Object.assign(draft, { practice, attachments: attachments?.get(draft.id) ?? [] }) };
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

import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { assertSomebody, Refused, type Viewer } from '../authenticate.js';
import { messageMail } from '../message-mail.js';
import { canSee, messagingBlocks, newToken, nextInstant, readBody } from '../rules.js';
import { builder } from './builder.js';
import { mails, messageDrafts, messages, practices, services, users } from './drizzle-schema.js';
import { db, environment } from './parts.js';
import { MESSAGE, type MessageRow, MessageType, type PracticeRow, PracticeType } from './timeline.js';

type Draft = Awaited<ReturnType<typeof prepare>>;

const MessageDraft = builder.objectRef<Draft>('MessageDraft').implement({
  fields: (t) => ({
    confirmationToken: t.exposeString('confirmationToken'),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    body: t.exposeString('body'),
    recipients: t.exposeStringList('recipients'),
    emailSubject: t.exposeString('emailSubject'),
    emailPreview: t.exposeString('emailPreview'),
    practice: t.expose('practice', { type: PracticeType }),
  }),
});

const MessageDraftPayload = builder.objectRef<{ draft: Draft }>('MessageDraftPayload').implement({
  fields: (t) => ({ draft: t.expose('draft', { type: MessageDraft }) }),
});

const MessagePayload = builder.objectRef<{ message: MessageRow }>('MessagePayload').implement({
  fields: (t) => ({ message: t.expose('message', { type: MessageType }) }),
});

const WriteMessageInput = builder.inputType('WriteMessageInput', {
  fields: (t) => ({ practiceId: t.id({ required: true }), body: t.string({ required: true }) }),
});

const SendMessageInput = builder.inputType('SendMessageInput', {
  fields: (t) => ({ confirmationToken: t.string({ required: true }) }),
});

builder.mutationFields((t) => ({
  prepareMessage: t.field({
    type: MessageDraftPayload,
    args: { input: t.arg({ type: WriteMessageInput, required: true }) },
    resolve: async (_, { input }, { viewer }) => ({ draft: await prepare(viewer, input.practiceId, input.body) }),
  }),
  sendMessage: t.field({
    type: MessagePayload,
    args: { input: t.arg({ type: SendMessageInput, required: true }) },
    resolve: async (_, { input }, { viewer }) => ({ message: await send(viewer, input.confirmationToken) }),
  }),
}));

type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];

async function lockForMessage(tx: Tx, viewer: Viewer, practiceId: string): Promise<PracticeRow> {
  const [practice] = await tx.select().from(practices).where(eq(practices.id, practiceId)).for('update');
  if (!practice || !canSee(viewer, practice)) throw new Refused('NOT_FOUND');
  const [block] = messagingBlocks(viewer, practice);
  if (block) throw new Refused(block.code);
  return practice;
}

async function mailFor(tx: Tx, viewer: Viewer, practice: PracticeRow, message: { id: string; body: string }) {
  const to = viewer.role === 'CITIZEN' ? practice.operatorId : practice.applicantId;
  const [{ name }] = await tx.select({ name: services.name }).from(services).where(eq(services.id, practice.serviceId));
  const [recipient] = await tx
    .select()
    .from(users)
    .where(eq(users.id, to ?? ''));
  const { id: practiceId, protocolNumber } = practice;
  const facts = { practiceId, messageId: message.id, body: message.body, serviceName: name, protocolNumber, recipient };
  return { recipientId: recipient.id, ...messageMail(viewer, facts, environment) };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function prepare(viewer: Viewer, practiceId: string, written: string) {
  assertSomebody(viewer);
  const body = readBody(written);
  if (body === null) throw new Refused('BAD_USER_INPUT');
  return db.transaction(async (tx) => {
    const practice = await lockForMessage(tx, viewer, practiceId);
    const id = uuidv7();
    const confirmationToken = newToken();
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + 15 * 60_000);
    const confirmationHash = hashOf(confirmationToken);
    const draft = { id, practiceId, authorId: viewer.id, body, confirmationHash, createdAt, expiresAt };
    await tx.insert(messageDrafts).values(draft);
    const { address, content } = await mailFor(tx, viewer, practice, draft);
    const recipients = viewer.role === 'CITIZEN' ? [environment.municipality] : address === null ? [] : [address];
    const { subject: emailSubject, text: emailPreview } = content;
    return { confirmationToken, expiresAt, body, recipients, emailSubject, emailPreview, practice };
  });
}

function send(viewer: Viewer, confirmationToken: string): Promise<MessageRow> {
  assertSomebody(viewer);
  const confirmationHash = hashOf(confirmationToken);
  return db.transaction(async (tx) => {
    const [draft] = await tx
      .select()
      .from(messageDrafts)
      .where(and(eq(messageDrafts.confirmationHash, confirmationHash), eq(messageDrafts.authorId, viewer.id)));
    if (!draft) return sentBefore(tx, viewer, confirmationHash);
    const practice = await lockForMessage(tx, viewer, draft.practiceId);
    if (draft.expiresAt < new Date()) throw new Refused('CONFIRMATION_INVALID');
    const [{ affectedRows }] = await tx.delete(messageDrafts).where(eq(messageDrafts.id, draft.id));
    if (affectedRows === 0) return sentBefore(tx, viewer, confirmationHash);
    const createdAt = nextInstant(practice);
    const { id, body, practiceId, authorId } = draft;
    const authorRole = viewer.role === 'CITIZEN' ? 'CITIZEN' : 'OPERATOR';
    const message = { id, practiceId, visibility: 'PUBLIC' as const, authorId, body, createdAt, readAt: null };
    await tx.insert(messages).values({ ...message, authorRole, confirmationHash });
    await tx
      .update(practices)
      .set({ [authorRole === 'CITIZEN' ? 'citizenWroteAt' : 'operatorWroteAt']: createdAt, updatedAt: createdAt })
      .where(eq(practices.id, practice.id));
    const { recipientId, name, address, content } = await mailFor(tx, viewer, practice, draft);
    await tx.insert(mails).values({
      id: uuidv7(),
      kind: 'message',
      practiceId,
      messageId: id,
      recipientId,
      name,
      address,
      locale: 'it',
      ...content,
      state: address ? 'QUEUED' : 'FAILED',
      attempts: 0,
      nextAttemptAt: createdAt,
      lastError: address ? null : 'NO_ADDRESS',
      createdAt,
    });
    return message;
  });
}

async function sentBefore(tx: Tx, viewer: Viewer, hash: string): Promise<MessageRow> {
  const [message] = await tx
    .select(MESSAGE)
    .from(messages)
    .where(and(eq(messages.confirmationHash, hash), eq(messages.authorId, viewer.id)));
  if (!message) throw new Refused('CONFIRMATION_INVALID');
  return message;
}

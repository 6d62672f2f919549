import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Viewer } from '../authenticate.js';
import { actor } from '../rules.js';
import { builder, type Page, PageInfo } from './builder.js';
import { attachments, messages, practices } from './drizzle-schema.js';
import { db, environment, inOrder } from './parts.js';
import { Actor } from './people.js';

export type PracticeRow = typeof practices.$inferSelect;

export const MESSAGE = {
  id: messages.id,
  practiceId: messages.practiceId,
  visibility: messages.visibility,
  body: messages.body,
  authorId: messages.authorId,
  createdAt: messages.createdAt,
  readAt: messages.readAt,
};

export type MessageRow = Pick<typeof messages.$inferSelect, keyof typeof MESSAGE>;

const ATTACHMENT = {
  id: attachments.id,
  messageId: attachments.messageId,
  filename: attachments.filename,
  mediaType: attachments.mediaType,
  size: attachments.size,
};

const AttachmentType = builder
  .objectRef<Pick<typeof attachments.$inferSelect, keyof typeof ATTACHMENT>>('Attachment')
  .implement({
    fields: (t) => ({
      id: t.exposeID('id'),
      filename: t.exposeString('filename'),
      mediaType: t.exposeString('mediaType'),
      size: t.exposeInt('size'),
    }),
  });

/** Messages point to practices and practices to messages: it gets its fields where practices are. */
export const PracticeType = builder.objectRef<PracticeRow>('Practice');

const Visibility = builder.enumType('MessageVisibility', { values: ['INTERNAL', 'PUBLIC'] as const });

export const MessageType = builder.objectRef<MessageRow>('Message').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    visibility: t.expose('visibility', { type: Visibility }),
    body: t.exposeString('body'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true }),
    author: t.field({
      type: Actor,
      resolve: async ({ authorId }, _, { viewer, users: people }) =>
        actor(viewer, await people.load(authorId), environment.municipality),
    }),
    attachments: t.loadableGroup({
      type: AttachmentType,
      load: (ids: string[]) =>
        db
          .select(ATTACHMENT)
          .from(attachments)
          .where(inArray(attachments.messageId, ids))
          .orderBy(asc(attachments.messageId), asc(attachments.position)),
      group: ({ messageId }) => messageId ?? '',
      resolve: ({ id }) => id,
    }),
    practice: t.loadable({
      type: PracticeType,
      load: async (ids: string[]) => inOrder(ids, await db.select().from(practices).where(inArray(practices.id, ids))),
      resolve: ({ practiceId }) => practiceId,
    }),
  }),
});

export const MessageConnection = builder.objectRef<Page<MessageRow>>('MessageConnection').implement({
  fields: (t) => ({
    nodes: t.expose('nodes', { type: [MessageType] }),
    pageInfo: t.expose('pageInfo', { type: PageInfo }),
  }),
});

/** The newest messages of each practice: one query, whether for one practice or for many. */
export async function timelines(viewer: Viewer, practiceIds: string[], last: number): Promise<Page<MessageRow>[]> {
  const readable = viewer.role === 'CITIZEN' ? eq(messages.visibility, 'PUBLIC') : undefined;
  const rows = practiceIds.length === 1 ? await ofOne() : await ofMany();
  return practiceIds.map((id) => {
    const found = rows.filter(({ practiceId }) => practiceId === id);
    const nodes = found.slice(0, last).reverse();
    return { nodes, pageInfo: { hasNextPage: false, hasPreviousPage: found.length > last, endCursor: null } };
  });

  function ofOne(): Promise<MessageRow[]> {
    return db
      .select(MESSAGE)
      .from(messages)
      .where(and(eq(messages.practiceId, practiceIds[0]), readable))
      .orderBy(desc(messages.createdAt), desc(messages.id))
      .limit(last + 1);
  }

  async function ofMany(): Promise<MessageRow[]> {
    const place = sql<number>`row_number() over (partition by ${messages.practiceId} order by ${messages.createdAt} desc, ${messages.id} desc)`;
    const ranked = db
      .select({ id: messages.id, place: place.as('place') })
      .from(messages)
      .where(and(inArray(messages.practiceId, practiceIds), readable))
      .as('ranked');
    // Ranked by an index, and only then are texts read.
    return db
      .select(MESSAGE)
      .from(ranked)
      .innerJoin(messages, eq(messages.id, ranked.id))
      .where(lte(ranked.place, last + 1))
      .orderBy(asc(ranked.place));
  }
}

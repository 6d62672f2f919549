import type { MercuriusContext } from 'mercurius';
import type { RowDataPacket } from 'mysql2/promise';
import { actor } from '../rules.js';
import { byId, environment, groupBy, pool, type Query, uncached } from './parts.js';
import { USERS, type UserRow } from './practices.js';

interface MessageRow extends RowDataPacket {
  id: string;
  practiceId: string;
  authorId: string;
}

interface AttachmentRow extends RowDataPacket {
  messageId: string;
}

const newest = (condition: string): string =>
  `(SELECT id, practiceId, visibility, body, authorId, createdAt, readAt FROM messages
     WHERE practiceId = ? ${condition} ORDER BY createdAt DESC, id DESC LIMIT ?)`;

const ATTACHMENTS = `SELECT id, messageId, filename, mediaType, size, sha256 FROM attachments
  WHERE messageId IN (?) ORDER BY messageId, position`;

/** The timeline of each of many practices, in one statement. */
export const messagesLoader = uncached(
  async (queries: Query<{ id: string }, { last: number }>[], { viewer }: MercuriusContext) => {
    const sql = newest(viewer.role === 'CITIZEN' ? "AND visibility = 'PUBLIC'" : '');
    const [rows] = await pool.query<MessageRow[]>(
      queries.map(() => sql).join(' UNION ALL '),
      queries.flatMap(({ obj, params }) => [obj.id, params.last + 1]),
    );
    const timelines = groupBy(rows, ({ practiceId }) => practiceId);
    return queries.map(({ obj, params }) => {
      const found = timelines.get(obj.id) ?? [];
      const nodes = found.slice(0, params.last).reverse();
      return {
        nodes,
        pageInfo: { hasNextPage: false, hasPreviousPage: found.length > params.last, endCursor: null },
      };
    });
  },
);

export const messageLoaders = {
  author: uncached(async (queries: Query<MessageRow>[], { viewer }: MercuriusContext) => {
    const users = await byId<UserRow>(
      USERS,
      queries.map(({ obj }) => obj.authorId),
    );
    return queries.map(({ obj }) => {
      const user = users.get(obj.authorId);
      return user && actor(viewer, user, environment.municipality);
    });
  }),
  attachments: uncached(async (queries: Query<MessageRow>[]) => {
    const ids = queries.map(({ obj }) => obj.id);
    const [rows] = await pool.query<AttachmentRow[]>(ATTACHMENTS, [ids]);
    const files = groupBy(rows, ({ messageId }) => messageId);
    return ids.map((id) => files.get(id) ?? []);
  }),
};

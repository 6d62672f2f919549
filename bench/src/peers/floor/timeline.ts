import type { RowDataPacket } from 'mysql2/promise';
import type { Viewer } from '../authenticate.js';
import { actor, type PersonRow } from '../rules.js';
import { byNumber, compare, environment, rowsOf, unionOf } from './parts.js';

/** A message or note as it is answered. */
interface TimelineMessage {
  id: string;
  visibility: string;
  body: string;
  createdAt: string;
  readAt?: string | null;
  author: { role: string; displayName: string };
  attachments: { id: string; filename: string; mediaType: string; size: number }[];
}

interface MessageRow extends RowDataPacket, PersonRow {
  id: string;
  practiceId: string;
  visibility: string;
  body: string;
  createdAt: string;
  readAt?: string | null;
  fileId: string | null;
  filename: string;
  mediaType: string;
  size: number;
}

/**
 * Makes the reading of the newest messages of practices with their authors and files, in one statement: each practice
 * gives the ids of its newest in the order of an index, and what belongs to them is joined by key.
 */
export function newestMessages({
  most,
  columns,
  condition = '',
}: {
  most: number;
  columns: string;
  condition?: string;
}) {
  const statement = byNumber((practices) => {
    const branch = `(SELECT id FROM messages WHERE practiceId = ? ${condition} ORDER BY createdAt DESC, id DESC LIMIT ${most})`;
    return `SELECT STRAIGHT_JOIN ${columns}, u.role, u.givenName, u.familyName,
        a.id AS fileId, a.filename, a.mediaType, a.size
      FROM (${unionOf(branch, practices)}) newest
      JOIN messages m ON m.id = newest.id JOIN users u ON u.id = m.authorId
      LEFT JOIN attachments a ON a.messageId = m.id`;
  });

  /** By practice, oldest first. */
  return async (viewer: Viewer, practiceIds: string[]): Promise<Map<string, TimelineMessage[]>> => {
    const timelines = new Map(practiceIds.map((id) => [id, new Map<string, TimelineMessage>()]));
    if (practiceIds.length === 0) return new Map();
    for (const row of await rowsOf<MessageRow>(statement(practiceIds.length), practiceIds)) {
      const timeline = timelines.get(row.practiceId);
      const message = timeline?.get(row.id) ?? messageOf(viewer, row);
      timeline?.set(row.id, message);
      if (row.fileId !== null) message.attachments.push(fileOf(row.fileId, row));
    }
    return new Map([...timelines].map(([id, timeline]) => [id, [...timeline.values()].sort(byAge)]));
  };
}

const messageOf = (viewer: Viewer, row: MessageRow): TimelineMessage => ({
  id: row.id,
  visibility: row.visibility,
  body: row.body,
  createdAt: row.createdAt,
  readAt: row.readAt,
  author: actor(viewer, row, environment.municipality),
  attachments: [],
});

const fileOf = (id: string, { filename, mediaType, size }: MessageRow) => ({ id, filename, mediaType, size });

/** Instants sort as texts too; ids decide between two messages of the same. */
const byAge = (one: TimelineMessage, other: TimelineMessage): number =>
  compare(one.createdAt, other.createdAt) || compare(one.id, other.id);

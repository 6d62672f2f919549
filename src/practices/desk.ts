import { Field, Int, ObjectType } from 'type-graphql';
import type { Context } from '../context.js';
import { countUndelivered } from '../messages/undelivered.js';
import { countUnreadInCharge } from '../messages/unread.js';
import { PracticeStatus } from './practice.entity.js';
import { seenBy } from './practice.policy.js';

/** The operator's desk at a glance. */
@ObjectType({
  description: "The operator's desk at a glance: numbers of practices of the services they handle.",
  simpleResolvers: true,
})
export class DeskSummary {
  @Field(() => Int, { description: 'Registered, and waiting for somebody to take them in charge.' })
  toAssign!: number;

  @Field(() => Int, { description: 'Under review, in charge of the viewer.' })
  toManage!: number;

  @Field(() => Int, { description: 'Approved, rejected or withdrawn.' })
  concluded!: number;

  @Field(() => Int, { description: 'All, whatever their status.' })
  all!: number;

  @Field(() => Int, { description: "Applicants' messages that the viewer has not read, on practices in their charge." })
  unreadMessages!: number;

  @Field(() => Int, {
    description:
      "Messages of which their recipient knows nothing: every mail about them failed, and they have not been read. On practices in the viewer's charge, and on those of their services whose operator in charge is not active. resendNotification tries again; the filter undeliveredOnly finds them.",
  })
  undelivered!: number;
}

const CONCLUDED: readonly string[] = [PracticeStatus.APPROVED, PracticeStatus.REJECTED, PracticeStatus.WITHDRAWN];

/** Counts what is on an operator's desk. */
export async function readDesk(context: Context): Promise<DeskSummary> {
  const [byStatus, toManage, unreadMessages, undelivered] = await Promise.all([
    countByStatus(context),
    countInCharge(context),
    countUnreadInCharge(context),
    countUndelivered(context),
  ]);
  const sum = (counted: (status: string) => boolean) =>
    byStatus.reduce((total, { status, practices }) => total + (counted(status) ? Number(practices) : 0), 0);
  return {
    toAssign: sum((status) => status === PracticeStatus.REGISTERED),
    toManage,
    concluded: sum((status) => CONCLUDED.includes(status)),
    all: sum(() => true),
    unreadMessages,
    undelivered,
  };
}

function countByStatus({ database, viewer }: Context) {
  const { sql, parameters } = seenBy(viewer);
  return database.rows<{ status: string; practices: number }>(
    `SELECT t.status, COUNT(*) AS practices FROM practices t WHERE ${sql} GROUP BY t.status`,
    parameters,
  );
}

async function countInCharge({ database, viewer }: Context): Promise<number> {
  const { sql, parameters } = seenBy(viewer);
  const [row] = await database.rows<{ practices: number }>(
    `SELECT COUNT(*) AS practices FROM practices t WHERE t.operatorId = ? AND t.status = ? AND ${sql}`,
    [viewer.id, PracticeStatus.UNDER_REVIEW, ...parameters],
  );
  return Number(row?.practices ?? 0);
}

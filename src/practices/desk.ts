import { Field, Int, ObjectType } from 'type-graphql';
import type { Context } from '../context.js';
import { countUndelivered } from '../messages/undelivered.js';
import { countUnreadInCharge } from '../messages/unread.js';
import { countByStatus } from './count-practices.js';
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
      "Messages of which their recipient knows nothing: every mail about them failed, and they have not been read. On practices in the viewer's charge, and on those of their services that nobody active has in charge. resendNotification tries again; the filter undeliveredOnly finds them.",
  })
  undelivered!: number;
}

/** Counts what is on an operator's desk. */
export async function readDesk(context: Context): Promise<DeskSummary> {
  const [byStatus, toManage, unreadMessages, undelivered] = await Promise.all([
    countByStatus(context.database, context.viewer),
    countInCharge(context),
    countUnreadInCharge(context),
    countUndelivered(context),
  ]);
  return {
    toAssign: byStatus.REGISTERED,
    toManage,
    concluded: byStatus.APPROVED + byStatus.REJECTED + byStatus.WITHDRAWN,
    all: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    unreadMessages,
    undelivered,
  };
}

async function countInCharge({ database, viewer }: Context): Promise<number> {
  const { sql, parameters } = seenBy(viewer);
  const [row] = await database.rows<{ practices: number }>(
    `SELECT COUNT(*) AS practices FROM practices t WHERE t.operatorId = ? AND t.status = ? AND ${sql}`,
    [viewer.id, PracticeStatus.UNDER_REVIEW, ...parameters],
  );
  return Number(row?.practices ?? 0);
}

import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import type { Selection } from '../graphql/selection.js';
import type { Service } from '../services/service.entity.js';
import { serviceModel } from '../services/service.read.js';

/** The services that operators handle, by name, by operator. */
export async function readHandledServices(
  context: Context,
  selection: Selection,
  userIds: string[],
): Promise<Map<string, Service[]>> {
  const { columns, joins, toNode } = serviceModel.plan(selection);
  const rows = await context.database.rows<Record<string, unknown>>(
    `SELECT h.userId AS handledBy, ${columns} FROM operator_services h JOIN services t ON t.id = h.serviceId ${joins}
      WHERE h.userId IN (${marks(userIds)}) ORDER BY t.sortName, t.id`,
    userIds,
  );
  const byUser = groupBy(rows, ({ handledBy }) => String(handledBy));
  return new Map([...byUser].map(([id, of]) => [id, of.map((row) => toNode(row, context) as Service)]));
}

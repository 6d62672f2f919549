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
  const plan = serviceModel.plan(selection);
  const rows = await serviceModel.rows(context, plan, {
    values: ['h.userId AS handledBy'],
    joins: 'JOIN operator_services h ON h.serviceId = t.id',
    clause: `WHERE h.userId IN (${marks(userIds)}) ORDER BY t.sortName, t.id`,
    parameters: userIds,
  });
  const services = await serviceModel.toNodes<Service>(context, plan, rows);
  const handlers = new Map(services.map((service, index) => [service, String(rows[index]?.handledBy)]));
  return groupBy(services, (service) => handlers.get(service) ?? '');
}

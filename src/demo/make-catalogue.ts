import type { Database } from '../database/database.js';
import { arrangeServiceGroup } from '../services/arrange-service-group.js';
import { createService } from '../services/create-service.js';
import { createServiceGroup } from '../services/create-service-group.js';
import { ServiceStatus } from '../services/service.entity.js';
import { updateService } from '../services/update-service.js';
import { serviceGroups } from './municipality.js';
import { daysFrom, services } from './services.js';

/** Makes the services, open for as long as the story plays, and their groups. Answers their ids, by the keys of the demo's data. */
export async function makeCatalogue(database: Database): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { key, name, description, instructions, topic } of services) {
    const status = ServiceStatus.PUBLISHED;
    const input = { name, description, instructions, topic, status };
    ids.set(key, (await database.transaction((tx) => createService(tx, input))).id);
  }
  for (const { services: keys, name, description, topic, ordered, singleFolder } of serviceGroups) {
    const input = { name, description, topic, ordered, singleFolder };
    const serviceIds = keys.map((key) => ids.get(key) ?? '');
    await database.transaction(async (tx) => {
      const { id: groupId } = await createServiceGroup(tx, input);
      return arrangeServiceGroup(tx, { groupId, serviceIds });
    });
  }
  return ids;
}

/** Gives each service the status and period that it has now, when the story has been played. */
export async function closeCatalogue(database: Database, ids: ReadonlyMap<string, string>, now: Date): Promise<void> {
  for (const { key, status, opensInDays, closesInDays } of services) {
    await database.transaction((tx) =>
      updateService(tx, {
        serviceId: ids.get(key) ?? '',
        status: ServiceStatus[status],
        publishedFrom: opensInDays === undefined ? null : daysFrom(now, opensInDays),
        publishedUntil: closesInDays === undefined ? null : daysFrom(now, closesInDays),
      }),
    );
  }
}

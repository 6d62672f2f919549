import type { Context } from '../context.js';
import { ReadModel, sources } from '../graphql/read-model.js';
import type { Selection } from '../graphql/selection.js';
import { availabilityOf } from './availability.js';
import { Service } from './service.entity.js';

const { columns, computed } = sources<Service>();

/** How services are read. */
export const serviceModel: ReadModel = new ReadModel(Service, {
  ...columns('id', 'slug', 'name', 'description', 'instructions', 'topic', 'status', 'publishedFrom', 'publishedUntil'),
  availability: computed(['status', 'publishedFrom', 'publishedUntil'], (service, { now }) =>
    availabilityOf(service, now),
  ),
});

/** A service, whoever asks: for doors that decide on that themselves. */
export const readService = (context: Context, selection: Selection, id: string): Promise<Service | null> =>
  serviceModel.readOne<Service>(context, selection, { clause: 'WHERE t.id = ?', parameters: [id] });

import { createUnionType } from 'type-graphql';
import { Service } from './service.entity.js';
import { ServiceGroup } from './service-group.entity.js';

/** What the public catalogue lists. */
export const CatalogueEntry = createUnionType({
  name: 'CatalogueEntry',
  description: 'What the public catalogue lists: a service on its own, or a group that stands for its services.',
  types: () => [Service, ServiceGroup] as const,
});

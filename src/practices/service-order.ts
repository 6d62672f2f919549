import type { Service } from '../services/service.entity.js';
import { ServiceStatus } from '../services/service.entity.js';

/** What of a service its place on the way through a group depends on. */
export type Step = Pick<Service, 'id' | 'status'>;

/**
 * The steps that have to be done before one of an ordered group, out of its services in order (R17). A service that is
 * a draft holds nobody up: nobody could ask for it, and citizens are not to learn of it. Any other does, also while it
 * is closed or suspended.
 */
export function missingBefore<S extends Step>(
  services: readonly S[],
  serviceId: string,
  done: ReadonlySet<string>,
): S[] {
  const place = services.findIndex(({ id }) => id === serviceId);
  return services
    .slice(0, Math.max(place, 0))
    .filter(({ id, status }) => status !== ServiceStatus.DRAFT && !done.has(id));
}

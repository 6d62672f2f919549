import { ErrorCode, Refusal } from '../graphql/errors.js';
import type { Condition } from '../graphql/search.js';
import type { Text } from '../locale.js';
import { type Service, ServiceAvailability, ServiceStatus } from './service.entity.js';

/** What availability depends on. */
export type Publication = Pick<Service, 'status' | 'publishedFrom' | 'publishedUntil'>;

/** Whether a practice can be filed for a service at an instant: both bounds of its period belong to it (R21). */
export function availabilityOf({ status, publishedFrom, publishedUntil }: Publication, at: Date): ServiceAvailability {
  if (status === ServiceStatus.SUSPENDED) return ServiceAvailability.SUSPENDED;
  if (status !== ServiceStatus.PUBLISHED) return ServiceAvailability.NOT_PUBLISHED;
  if (publishedFrom !== null && at < publishedFrom) return ServiceAvailability.NOT_YET_OPEN;
  if (publishedUntil !== null && at > publishedUntil) return ServiceAvailability.CLOSED;
  return ServiceAvailability.AVAILABLE;
}

/** The same sentence for the services of a statement: holds for those that are AVAILABLE at an instant. */
export const isAvailable = (services: string, at: Date): Condition => ({
  sql: `${services}.status = '${ServiceStatus.PUBLISHED}'
    AND (${services}.publishedFrom IS NULL OR ${services}.publishedFrom <= ?)
    AND (${services}.publishedUntil IS NULL OR ${services}.publishedUntil >= ?)`,
  parameters: [at, at],
});

/** Holds for groups with at least one service that is available at an instant (R19), and of which also `more` holds. */
export function hasAvailable(groups: string, at: Date, more?: Condition): Condition {
  const available = isAvailable('s', at);
  return {
    sql: `EXISTS (SELECT 1 FROM services s WHERE s.groupId = ${groups}.id AND ${available.sql}${more ? ` AND ${more.sql}` : ''})`,
    parameters: [...available.parameters, ...(more?.parameters ?? [])],
  };
}

/** Refuses with SERVICE_NOT_AVAILABLE, and says why, unless a practice can be filed for the service now (R21). */
export function assertAvailable(service: Publication, now: Date): void {
  const availability = availabilityOf(service, now);
  if (availability === ServiceAvailability.AVAILABLE) return;
  const { publishedFrom, publishedUntil } = service;
  throw new Refusal(ErrorCode.SERVICE_NOT_AVAILABLE, EXPLANATIONS[availability], {
    availability,
    publishedFrom,
    publishedUntil,
  });
}

const EXPLANATIONS: Record<Exclude<ServiceAvailability, ServiceAvailability.AVAILABLE>, Text> = {
  NOT_PUBLISHED: { it: 'Il servizio non è pubblicato.', en: 'The service is not published.' },
  NOT_YET_OPEN: { it: 'Il servizio non è ancora aperto.', en: 'The service is not open yet.' },
  CLOSED: { it: 'Il periodo del servizio è terminato.', en: 'The period of the service is over.' },
  SUSPENDED: {
    it: 'Il servizio è sospeso: riprovi quando il Comune lo riaprirà.',
    en: 'The service is suspended: try again once the municipality reopens it.',
  },
};

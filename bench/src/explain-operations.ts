import type { Municipality } from './seed/municipality.js';

/** An operation whose statements are explained: a document of operations/, its variables, and who asks. */
export interface Explained {
  name: string;
  document: string;
  variables: object;
  as: 'operator' | 'wide operator' | 'citizen' | 'administrator' | 'anybody';
}

const PRACTICES = 'practices';

/** Every reading operation, and every filter and order of the lists. */
export function explainedOperations(town: Municipality): Explained[] {
  const practice = longPractice(town);
  const list = (name: string, filter: object, as: Explained['as'] = 'operator', more: object = {}): Explained => ({
    name: `practices: ${name}, ${as}`,
    document: PRACTICES,
    variables: { filter, first: 20, ...more },
    as,
  });
  const orders = ['NEWEST', 'OLDEST', 'RECENTLY_UPDATED'].flatMap((order) =>
    (['operator', 'wide operator', 'citizen', 'administrator'] as const).flatMap((as) => [
      list(order, {}, as, { order }),
      list(`${order}, under review`, { status: ['UNDER_REVIEW'] }, as, { order }),
    ]),
  );
  return [
    ...orders,
    list('three statuses', { status: ['REGISTERED', 'UNDER_REVIEW', 'REJECTED'] }),
    list('one service', { serviceId: [town.servicesOf(town.operator(1))[0].id] }),
    list('mine', { assignment: 'MINE' }),
    list('mine', { assignment: 'MINE' }, 'wide operator'),
    list('unassigned', { assignment: 'UNASSIGNED' }),
    list('unassigned', { assignment: 'UNASSIGNED' }, 'wide operator'),
    list('unread only', { unreadOnly: true }),
    list('unread only', { unreadOnly: true }, 'wide operator'),
    list('unread only', { unreadOnly: true }, 'citizen'),
    list('awaiting a reply', { awaitingReplyFrom: 'OPERATOR' }),
    list('awaiting a reply', { awaitingReplyFrom: 'OPERATOR' }, 'wide operator'),
    list('undelivered', { undeliveredOnly: true }, 'wide operator'),
    list('mine, updated', { assignment: 'MINE' }, 'operator', { order: 'RECENTLY_UPDATED' }),
    list('search of a first name', { search: 'giulia' }, 'administrator'),
    list('search of a fiscal code', { search: practice.applicant.fiscalCode }, 'administrator'),
    list('search of a service', { search: 'permesso ztl' }, 'administrator'),
    list('search of a name', { search: 'giulia rossi' }),
    list('search of a name', { search: 'giulia rossi' }, 'wide operator'),
    list('search of a name', { search: 'giulia rossi' }, 'administrator'),
    list('search of a number', { search: practice.protocolNumber ?? '' }, 'administrator'),
    list('search of nothing', { search: 'xyzzy' }, 'administrator'),
    { name: 'practice, operator', document: 'practice', variables: { id: practice.id, last: 50 }, as: 'wide operator' },
    { name: 'practice, citizen', document: 'practice', variables: { id: practice.id, last: 50 }, as: 'citizen' },
    { name: 'desk', document: 'desk', variables: {}, as: 'operator' },
    { name: 'desk, wide operator', document: 'desk', variables: {}, as: 'wide operator' },
    { name: 'services', document: 'services', variables: { first: 20 }, as: 'operator' },
    { name: 'services, search', document: 'services', variables: { search: 'permesso ztl' }, as: 'operator' },
    { name: 'service', document: 'service', variables: { slug: town.catalogue.services[0].slug }, as: 'anybody' },
    { name: 'catalogue', document: 'catalogue', variables: { first: 20 }, as: 'anybody' },
    // To the anonymous they are answered from memory, the second time: what the database does is seen by who is known.
    { name: 'catalogue, operator', document: 'catalogue', variables: { first: 20 }, as: 'operator' },
    { name: 'catalogue, search', document: 'catalogue', variables: { search: 'permesso ztl' }, as: 'operator' },
    { name: 'service groups', document: 'service-groups', variables: { first: 20 }, as: 'operator' },
    { name: 'outbox', document: 'outbox', variables: { first: 20 }, as: 'administrator' },
    { name: 'outbox, failed', document: 'outbox', variables: { state: 'FAILED' }, as: 'administrator' },
    { name: 'users', document: 'users', variables: { role: 'CITIZEN' }, as: 'administrator' },
    { name: 'users, search', document: 'users', variables: { search: 'giulia rossi' }, as: 'administrator' },
    { name: 'me', document: 'me', variables: {}, as: 'operator' },
  ];
}

/** A practice with a long correspondence. */
export function longPractice(town: Municipality) {
  for (let index = 0; ; index += 1) {
    const practice = town.practice(index);
    if (town.isLong(practice)) return practice;
  }
}

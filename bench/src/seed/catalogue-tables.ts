import { searchable, sortable } from '../../../src/graphql/search.js';
import { SEED_START } from './kinds.js';
import type { Municipality } from './municipality.js';
import type { SeedTable, Value } from './tables.js';

/** Groups, services and who handles them. */
export const catalogueTables = (town: Municipality): SeedTable[] => [
  { name: 'service_groups', columns: GROUP_COLUMNS, rows: () => groups(town) },
  { name: 'services', columns: SERVICE_COLUMNS, rows: () => services(town) },
  { name: 'operator_services', columns: ['userId', 'serviceId'], rows: () => operatorServices(town) },
];

const GROUP_COLUMNS = [
  ...['id', 'slug', 'name', 'description', 'topic', 'ordered', 'singleFolder', 'version', 'searchText', 'sortName'],
  ...['createdAt', 'updatedAt'],
];

function* groups(town: Municipality): Generator<Value[]> {
  for (const { id, slug, name, topic, ordered, singleFolder, services: members } of town.catalogue.groups) {
    const description = `${name}: tutto quello che serve, un passo dopo l’altro.`;
    // Its making counted as one change, and so did each service that moved into it.
    const version = 1 + members.length;
    yield [
      ...[id, slug, name, description, topic, Number(ordered), Number(singleFolder), version],
      ...[searchable(name, topic, description), sortable(name), SEED_START, SEED_START],
    ];
  }
}

const SERVICE_COLUMNS = [
  ...['id', 'slug', 'name', 'description', 'instructions', 'topic', 'status', 'publishedFrom', 'publishedUntil'],
  ...['groupId', 'position', 'version', 'searchText', 'sortName', 'createdAt', 'updatedAt'],
];

function* services(town: Municipality): Generator<Value[]> {
  for (const service of town.catalogue.services) {
    const { id, slug, name, topic, status, publishedFrom, publishedUntil, group, position } = service;
    const description = `${name}: la richiesta si presenta in linea e riceve risposta entro trenta giorni.`;
    yield [
      ...[id, slug, name, description, null, topic, status, publishedFrom, publishedUntil],
      ...[group?.id ?? null, position, 1, searchable(name, topic, description), sortable(name)],
      ...[SEED_START, SEED_START],
    ];
  }
}

function* operatorServices(town: Municipality): Generator<Value[]> {
  for (let index = 0; index < town.size.operators; index += 1) {
    const operator = town.operator(index);
    for (const service of town.servicesOf(operator)) yield [operator.id, service.id];
  }
}

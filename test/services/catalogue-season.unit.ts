import { expect } from 'chai';
import { type GraphQLNamedType, getNamedType, isObjectType, isUnionType } from 'graphql';
import { SEASONAL_FIELDS } from '../../src/services/catalogue-season.js';
import { schema } from '../support/walk-schema.js';

/** Null to whoever is no citizen: what lies behind it is never in an answer that is kept. */
const FOR_CITIZENS = 'ServiceGroup.journey';

/** What an answer that is kept can hold. Each comes from services, groups and the instant, or is null to the anonymous. */
const KEPT = {
  CatalogueConnection: ['edges', 'nodes', 'pageInfo', 'totalCount'],
  CatalogueEdge: ['cursor', 'node'],
  PageInfo: ['endCursor', 'hasNextPage', 'hasPreviousPage', 'startCursor'],
  Service: [
    'availability',
    'description',
    'group',
    'id',
    'instructions',
    'name',
    'position',
    'publishedFrom',
    'publishedUntil',
    'slug',
    'status',
    'topic',
    'version',
  ],
  ServiceGroup: [
    'description',
    'id',
    'journey',
    'name',
    'ordered',
    'services',
    'singleFolder',
    'slug',
    'topic',
    'version',
  ],
};

describe('what is kept of the catalogue', () => {
  it('comes from what makes a season, field by field: whoever adds one sees to that', () => {
    const found: Record<string, string[]> = {};
    const walk = (type: GraphQLNamedType): void => {
      if (isUnionType(type)) for (const member of type.getTypes()) walk(member);
      if (!isObjectType(type) || found[type.name]) return;
      const fields = Object.values(type.getFields());
      found[type.name] = fields.map(({ name }) => name).sort();
      for (const field of fields) if (`${type.name}.${field.name}` !== FOR_CITIZENS) walk(getNamedType(field.type));
    };
    for (const name of SEASONAL_FIELDS) {
      const field = schema.getQueryType()?.getFields()[name];
      expect(field, name).not.to.equal(undefined);
      if (field) walk(getNamedType(field.type));
    }
    expect(found).to.deep.equal(KEPT);
  });
});

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { schema } from '../support/walk-schema.js';

describe('the schema', () => {
  it('is the one in schema.graphql: `npm run schema` writes it there', () => {
    const file = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).to.equal(file);
  });

  it('describes every type, field, argument, input and enum value', () => {
    const undescribed: string[] = [];
    const check = (name: string, { description }: { description?: string | null }) => {
      if (!description?.trim()) undescribed.push(name);
    };
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
      check(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field);
      }
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field);
        for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name})`, arg);
      }
    }
    expect(undescribed).to.deep.equal([]);
  });

  it('takes every field off its node, but for those that have a method: a resolver is called for each node', () => {
    const resolved = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !isIntrospectionType(type) && !ROOTS.includes(type.name))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type, field })))
      .filter(({ field }) => field.resolve)
      .map(({ type, field }) => `${type.name}.${field.name}`);
    expect(resolved.sort()).to.deep.equal([
      'Practice.accessLog',
      'Practice.messages',
      'ServiceGroup.journey',
      'ServiceGroup.services',
    ]);
  });
});

const ROOTS = ['Query', 'Mutation'];

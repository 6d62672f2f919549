import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import type { Context } from './parts.js';

export interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    JSONObject: { Input: object; Output: object };
    ID: { Input: string; Output: string };
  };
}>({ plugins: [DataloaderPlugin], defaultFieldNullability: false });

builder.scalarType('DateTime', { serialize: (value) => value.toISOString() });
builder.scalarType('JSONObject', { serialize: (value) => value });

export const Role = builder.enumType('Role', { values: ['CITIZEN', 'OPERATOR', 'ADMIN'] as const });

export type RoleName = 'CITIZEN' | 'OPERATOR' | 'ADMIN';

export const PageInfo = builder.objectRef<Page<unknown>['pageInfo']>('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage'),
    endCursor: t.exposeString('endCursor', { nullable: true }),
  }),
});

builder.queryType();
builder.mutationType();

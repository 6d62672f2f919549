import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, OperationTypeNode } from 'graphql';
import type { Context } from '../context.js';

/** Tells the context which fields of the API a request came in by: what the access register names. */
export const nameOperation: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        const fields = operation?.selectionSet.selections ?? [];
        contextValue.isMutation = operation?.operation === OperationTypeNode.MUTATION;
        contextValue.operation = fields.map((node) => (node.kind === Kind.FIELD ? node.name.value : '…')).join(', ');
      },
    };
  },
};

import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { Context } from '../context.js';
import { preferredLocale } from '../locale.js';
import { AnswerCache, type Season } from './answer-cache.js';
import { encode } from './encode.js';
import type { OperationRequest } from './operation-request.js';

/** Which answers to the anonymous may come from memory, and for how long. */
export interface Memory {
  /** Root fields whose answers to the anonymous are the same for a season. */
  fields: readonly string[];
  /** The present season, as it is after the question. */
  season(): Promise<Season>;
}

/** An answer that will be kept if it turns out that it may be. */
export interface Keeping {
  fields: readonly string[];
  /** The instant that it was given for, once it is known that it may be kept. */
  instant: Date | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where no answer is to be kept. */
    keeping: Keeping | null;
  }
}

type Handler = (this: FastifyInstance, request: FastifyRequest, reply: FastifyReply) => unknown;

/**
 * Stands before what executes operations, and answers what has been asked in this season with the very bytes that were
 * answered then. Everything else is executed; the answer is kept if judgeAnswers says so.
 */
export function answerFromMemory({ fields, season }: Memory, execute: Handler): Handler {
  const cache = new AnswerCache();
  const namesOne = new RegExp(`\\b(${fields.join('|')})\\b`);
  return async function (request, reply) {
    const question = namesOne.test((request.body as OperationRequest).query) ? questionOf(request) : null;
    if (question === null) return encode(await execute.call(this, request, reply));
    const present = await season();
    const known = cache.find(present, question);
    if (known) {
      request.record.operation = known.operation;
      return reply.headers(known.headers).send(known.body);
    }
    const already = reply.getHeaders();
    const keeping: Keeping = { fields, instant: null };
    request.keeping = keeping;
    const body = encode(await execute.call(this, request, reply));
    if (keeping.instant && Buffer.isBuffer(body) && reply.statusCode === 200) {
      // What was there before belongs to this request, and whatever set it sets it for the next one.
      const headers = Object.entries(reply.getHeaders()).filter(([name]) => !(name in already));
      const { operation } = request.record;
      const answer = { headers: Object.fromEntries(headers), body, operation };
      cache.keep(present, question, keeping.instant, answer);
    }
    return body;
  };
}

/** Decides on an answer that is to be kept: that of a query without errors, all of whose root fields are among these. */
export const judgeAnswers: ApolloServerPlugin<Context> = {
  async requestDidStart({ contextValue: { keeping, now } }) {
    if (!keeping) return;
    return {
      async willSendResponse({ document, operation, response: { body } }) {
        const hasErrors = body.kind !== 'single' || body.singleResult.errors !== undefined;
        if (hasErrors || !document || operation?.operation !== OperationTypeNode.QUERY) return;
        const mayBeKept = (name: string) => name === '__typename' || keeping.fields.includes(name);
        if (rootFieldsOf(document, operation).every(mayBeKept)) keeping.instant = now;
      },
    };
  },
};

/**
 * Everything that an answer to the anonymous depends on, beside the season. Null for somebody who is known, and for
 * values that would not be told apart: lists and objects, and numbers that JSON has no name for.
 */
function questionOf({ viewer, body, headers }: FastifyRequest): string | null {
  const { query, operationName, variables } = body as OperationRequest;
  const values = Object.entries(variables ?? {});
  if (!viewer?.isAnonymous || !values.every(([, value]) => isPlain(value))) return null;
  const locale = preferredLocale(headers['accept-language']);
  return JSON.stringify([query, operationName, headers.accept, headers['content-type'], locale, ...values.flat()]);
}

const isPlain = (value: unknown): boolean =>
  value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);

/** The fields by which an operation begins, also where they stand in fragments; `@skip` and `@include` are not looked at. */
function rootFieldsOf({ definitions }: DocumentNode, { selectionSet }: OperationDefinitionNode): string[] {
  const names: string[] = [];
  const looked = new Set<SelectionSetNode>();
  const look = (set: SelectionSetNode | undefined): void => {
    if (!set || looked.has(set)) return;
    looked.add(set);
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) names.push(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) look(node.selectionSet);
      else look(fragments.get(node.name.value));
    }
  };
  const fragments = new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each.selectionSet] as const] : [],
    ),
  );
  look(selectionSet);
  return names;
}

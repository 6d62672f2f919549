import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLJSONObject } from 'graphql-scalars';

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Instants, in UTC with milliseconds on the way out; with any offset on the way in. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'An instant as RFC 3339 has it, such as `2026-03-29T01:30:00.000Z`. Answers are in UTC with milliseconds.',
  // Read models give texts that are as they have to be: see instants.ts.
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
  extensions: GraphQLDateTime.extensions,
});

/** GraphQLDateTime rounds what it does not know (a date without an offset, a 30 February); a bound of a period must not move. */
function parseInstant(value: unknown): Date {
  const instant = typeof value === 'string' && RFC3339.test(value) ? new Date(value) : null;
  if (!instant || Number.isNaN(instant.getTime()) || !dayExists(String(value)) || !canBeStored(instant)) {
    throw new GraphQLError('takes an RFC 3339 instant with an offset, such as 2026-03-29T01:30:00.000Z');
  }
  return instant;
}

/** Databases store the years 1000 to 9999; with an offset a written year can leave them in UTC. */
const canBeStored = (instant: Date): boolean => instant.getUTCFullYear() >= 1000 && instant.getUTCFullYear() <= 9999;

function dayExists(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A JSON object: the answers of a form. */
export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: 'JSONObject',
  description: 'A JSON object, such as `{ "targa": "AB123CD" }`.',
  specifiedByURL: null,
});

import { type GraphQLNamedType, getNamedType, isLeafType, isObjectType } from 'graphql';
import { createSchema } from '../../src/schema.js';

const schema = createSchema();

/** These lead to each other and back to practices: each is read once, from a practice that stands by itself. */
const CATALOGUE = ['Service', 'ServiceGroup', 'JourneyStep', 'Folder'];

/**
 * A selection of every field that leads anywhere from a type: whoever adds a field to the schema adds it to the tests
 * that look for a leak. A type is followed into itself once, and a list with pages is not read within itself.
 */
export const everyFieldOf = (typeName: string): string => selection(schema.getType(typeName), []);

function selection(type: GraphQLNamedType | undefined, path: string[]): string {
  if (!isObjectType(type)) throw new Error(`${type?.name} has no fields`);
  const fields = Object.values(type.getFields()).flatMap(({ name, type: wrapped }) => {
    const below = getNamedType(wrapped);
    if (isLeafType(below)) return [name];
    const here = [...path, type.name];
    const seen = here.filter((each) => each === below.name).length;
    const isPage = below.name.endsWith('Connection');
    const isInPage = here.some((each) => each.endsWith('Connection'));
    const fromCatalogue = isInPage
      ? CATALOGUE.includes(type.name)
      : path.some((each) => CATALOGUE.includes(each)) && !CATALOGUE.includes(type.name);
    const intoCatalogue = CATALOGUE.includes(below.name) && (seen > 0 || here.includes('Message'));
    return fromCatalogue ||
      intoCatalogue ||
      seen > 1 ||
      (isPage && here.filter((each) => each === type.name).length > 1)
      ? []
      : [`${name}${isPage ? '(first: 5)' : ''} ${selection(below, here)}`];
  });
  return `{ ${fields.join(' ')} }`;
}

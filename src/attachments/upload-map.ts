import Upload from 'graphql-upload/Upload.mjs';
import { badInput } from '../graphql/errors.js';
import { MOST_FILES } from './limits.js';
import { tooManyFiles } from './upload-refusal.js';

/** The operation of a multipart request, with places for its files. */
export type Operations = Record<string, unknown>;

const LONGEST_PATH = 200;

/** Reads the field `operations`: one operation as JSON. Throws BAD_USER_INPUT. */
export function readOperations(text: string): Operations {
  const operations = parse(text);
  if (isObject(operations)) return operations;
  throw badInput('operations', {
    it: 'richiede un’operazione GraphQL come oggetto JSON.',
    en: 'takes one GraphQL operation as a JSON object.',
  });
}

/**
 * Reads the field `map` and puts an Upload in the place of each file. A place has to be there already and to be null, as
 * the convention has it: so nothing here makes a list longer or follows a path that the operation does not have, and a
 * request of 200 bytes cannot ask for a list of 60 million. One file goes to one place. Throws BAD_USER_INPUT.
 */
export function placeUploads(text: string, operations: Operations): Map<string, Upload> {
  const map = parse(text);
  if (!isObject(map)) throw wrongMap();
  const entries = Object.entries(map);
  if (entries.length > MOST_FILES) throw tooManyFiles('map');
  return new Map(
    entries.map(([name, paths]) => {
      const upload = new Upload();
      if (!Array.isArray(paths) || paths.length !== 1) throw wrongMap();
      place(operations, paths[0], upload);
      return [name, upload];
    }),
  );
}

function place(operations: Operations, path: unknown, upload: Upload): void {
  if (typeof path !== 'string' || path.length > LONGEST_PATH) throw wrongMap();
  const steps = path.split('.');
  const last = steps.pop();
  if (steps[0] !== 'variables' || last === undefined) throw wrongMap();
  const holder = steps.reduce<unknown>((within, step) => ownValue(within, step), operations);
  if (Array.isArray(holder) && holder.length > MOST_FILES) throw tooManyFiles(steps.slice(1).join('.'));
  if (ownValue(holder, last) !== null) throw wrongMap();
  (holder as Record<string, unknown>)[last] = upload;
}

/** What JSON put there, never what a prototype has. */
const ownValue = (holder: unknown, name: string): unknown =>
  holder !== null && typeof holder === 'object' && Object.hasOwn(holder, name) && name !== 'length'
    ? Reflect.get(holder, name)
    : undefined;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const wrongMap = () =>
  badInput('map', {
    it: 'richiede un oggetto JSON che assegna ogni file a un solo posto, nullo, tra le variabili, come {"0": ["variables.input.attachments.0"]}.',
    en: 'takes a JSON object that gives each file one place among the variables, which is null there, such as {"0": ["variables.input.attachments.0"]}.',
  });

import { V7Generator } from 'uuidv7';

const generator = new V7Generator();

/** A new UUIDv7 for an instant: ids made in one process sort in the order in which they were made. */
export const newId = (at: Date): string => generator.generateOrResetWithTs(at.getTime()).toString();

/** The instant for which an id was made, to the millisecond. */
export const instantOfId = (id: string): Date => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be one of our ids. What cannot be is not looked up: it does not exist. */
export const isId = (text: string): boolean => UUID.test(text);

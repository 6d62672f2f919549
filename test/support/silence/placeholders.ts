const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const CURSOR = /\bWyJ[\w-]+/g;
const SIGNATURE = /signature=[\w-]+/g;
const TOKEN = /"(confirmationToken|accessToken|temporaryPassword)":"[^"]+"/g;

/**
 * Writes what differs between two worlds whatever happens in them, which is what is drawn by lot, as placeholders: ids that
 * the story knows by their names, others by the order in which they appear. All else stays as it is, to the byte.
 */
export class Placeholders {
  private readonly names = new Map<string, string>();

  constructor(known: ReadonlyMap<string, string>) {
    for (const [name, id] of known) this.names.set(id, `<${name}>`);
  }

  /** A text without what is drawn by lot. Cursors are opened, for they hold ids and instants. */
  write(text: string): string {
    return text
      .replace(CURSOR, (cursor) => `<cursor ${Buffer.from(cursor, 'base64url').toString().replaceAll('"', "'")}>`)
      .replace(TOKEN, (_, name: string) => `"${name}":"<secret>"`)
      .replace(SIGNATURE, 'signature=<secret>')
      .replace(UUID, (id) => this.nameOf(id));
  }

  private nameOf(id: string): string {
    const name = this.names.get(id) ?? `<id ${this.names.size}>`;
    this.names.set(id, name);
    return name;
  }
}

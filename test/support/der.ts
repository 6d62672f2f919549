/** A small writer of DER, and of what is none, for envelopes that openssl would not make. */

export function tlv(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const octets: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const length = body.length < 0x80 ? [body.length] : [0x80 + octets.length, ...octets];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** An element of indefinite length. */
export const indefinite = (tag: number, ...content: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...content, Buffer.from([0, 0])]);

export const sequence = (...content: Buffer[]): Buffer => tlv(0x30, ...content);
export const set = (...content: Buffer[]): Buffer => tlv(0x31, ...content);
export const sortedSet = (...content: Buffer[]): Buffer => set(...content.sort(Buffer.compare));
export const integer = (n: number): Buffer => tlv(0x02, Buffer.from([n]));
export const octets = (content: Buffer): Buffer => tlv(0x04, content);
export const explicit = (n: number, ...content: Buffer[]): Buffer => tlv(0xa0 + n, ...content);
export const nothing = Buffer.from([0x05, 0x00]);

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octetsOf = (arc: number): number[] => {
    const found = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) found.unshift((left & 0x7f) | 0x80);
    return found;
  };
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(octetsOf)]));
}

export const algorithm = (dotted: string, parameters: Buffer = nothing): Buffer => sequence(oid(dotted), parameters);

export const utcTime = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`));
};

export const generalizedTime = (text: string): Buffer => tlv(0x18, Buffer.from(text));

/** The members of an element of definite length, each whole. */
export function members(element: Buffer): Buffer[] {
  const bodyOf = (at: number): [number, number] => {
    const first = element[at + 1] ?? 0;
    if (first < 0x80) return [at + 2, at + 2 + first];
    const count = first - 0x80;
    return [at + 2 + count, at + 2 + count + element.readUIntBE(at + 2, count)];
  };
  const [start, end] = bodyOf(0);
  const found: Buffer[] = [];
  for (let at = start; at < end; ) {
    const next = bodyOf(at)[1];
    found.push(element.subarray(at, next));
    at = next;
  }
  return found;
}

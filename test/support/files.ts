import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

const u16be = (n: number) => Buffer.from([n >> 8, n & 255]);
const u32be = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};
const u16le = (n: number) => Buffer.from([n & 255, n >> 8]);
const u32le = (n: number) => u32be(n).reverse();
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([latin1(type), data]);
  return Buffer.concat([u32be(data.length), body, u32be(crc32(body))]);
};

/** A black PNG. */
export function png(width = 4, height = 3): Buffer {
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  const header = Buffer.concat([u32be(width), u32be(height), Buffer.from([8, 0, 0, 0, 0])]);
  return Buffer.concat([
    hex('89504e470d0a1a0a'),
    chunk('IHDR', header),
    chunk('tEXt', latin1('Comment\0made by a test')),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const segment = (marker: number, data: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker]), u16be(data.length + 2), data]);

/** A grey baseline JPEG: every block is a DC of no difference and an end of block, a bit each. */
export function jpeg(width = 8, height = 8): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const scan = Buffer.alloc(Math.ceil((2 * blocks) / 8));
  if (blocks % 4 !== 0) scan[scan.length - 1] = 0xff >> ((blocks % 4) * 2);
  const oneCode = Buffer.from([1, ...Array<number>(15).fill(0), 0]);
  return Buffer.concat([
    hex('ffd8'),
    segment(0xe0, hex('4a46494600 0101 00 0001 0001 00 00')),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc0, Buffer.concat([Buffer.from([8]), u16be(height), u16be(width), hex('01 01 11 00')])),
    segment(0xc4, Buffer.concat([Buffer.from([0x00]), oneCode])),
    segment(0xc4, Buffer.concat([Buffer.from([0x10]), oneCode])),
    segment(0xda, hex('01 01 00 00 3f 00')),
    scan,
    hex('ffd9'),
  ]);
}

/** A GIF of one pixel with a comment and a transparent colour. */
export const gif = (): Buffer =>
  hex(`474946383961 0100 0100 80 00 00 000000ffffff 21fe 04 74657374 00 21f904 01000000 00
    2c 0000 0000 0100 0100 00 02 02 4401 00 3b`);

/** A lossy WebP of one pixel. */
export const webp = (): Buffer => Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');

/** A lossless WebP of one pixel. */
export const losslessWebp = (): Buffer => Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** An extended WebP: a canvas and its pixels. */
export function extendedWebp(): Buffer {
  const canvas = Buffer.concat([latin1('VP8X'), u32le(10), hex('00000000 000000 000000')]);
  const body = Buffer.concat([latin1('WEBP'), canvas, losslessWebp().subarray(12)]);
  return Buffer.concat([latin1('RIFF'), u32le(body.length), body]);
}

/** A grey TIFF with its directory at the end, as libtiff writes it. */
export function tiff(width = 5, height = 2, little = true): Buffer {
  const [u16, u32] = little ? [u16le, u32le] : [u16be, u32be];
  const pixels = Buffer.alloc(width * height + ((width * height) % 2), 0x80);
  const short = (tag: number, value: number) => Buffer.concat([u16(tag), u16(3), u32(1), u16(value), u16(0)]);
  const long = (tag: number, value: number) => Buffer.concat([u16(tag), u16(4), u32(1), u32(value)]);
  const entries = [
    short(256, width),
    short(257, height),
    short(258, 8),
    short(259, 1),
    short(262, 1),
    long(273, 8),
    short(277, 1),
    short(278, height),
    long(279, width * height),
  ];
  return Buffer.concat([
    latin1(little ? 'II' : 'MM'),
    u16(42),
    u32(8 + pixels.length),
    pixels,
    u16(entries.length),
    ...entries,
    u32(0),
  ]);
}

/** A box of ISO media. */
export const box = (type: string, ...content: Buffer[]): Buffer => {
  const data = Buffer.concat(content);
  return Buffer.concat([u32be(data.length + 8), latin1(type), data]);
};

/** The boxes of a HEIC; the picture itself is no HEVC. */
export function heic(brands: readonly string[] = ['heic', 'mif1', 'heic'], width = 64, height = 48): Buffer {
  const full = u32be(0);
  const [major = 'heic', ...compatible] = brands;
  const ispe = box('ispe', full, u32be(width), u32be(height));
  const thumbnail = box('ispe', full, u32be(16), u32be(12));
  return Buffer.concat([
    box('ftyp', latin1(major), u32be(0), ...compatible.map(latin1)),
    box(
      'meta',
      full,
      box('hdlr', full, u32be(0), latin1('pict'), Buffer.alloc(13)),
      box('pitm', full, u16be(1)),
      box('iprp', box('ipco', thumbnail, ispe), box('ipma', full, u32be(0))),
    ),
    box('mdat', Buffer.alloc(200, 7)),
  ]);
}

/** A PDF of one empty page, with a right table of references. */
export function pdf(filler = ''): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    `<< /Length ${filler.length} >>\nstream\n${filler}\nendstream`,
  ];
  let text = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return latin1(`${text}xref\n0 ${size}\n0000000000 65535 f \n${rows}${trailer}`);
}

/** A ZIP of one file; its comment may say anything, as that it is the end of a PDF. */
export function zip(name = 'a.txt', content = 'ciao', comment = '', offset = 0): Buffer {
  const data = deflateRawSync(latin1(content));
  const common = Buffer.concat([
    hex('1400 0000 0800 0000 0000'),
    u32le(crc32(latin1(content))),
    u32le(data.length),
    u32le(content.length),
    u16le(name.length),
    u16le(0),
  ]);
  const local = Buffer.concat([hex('504b0304'), common, latin1(name), data]);
  const directory = Buffer.concat([hex('504b0102 1400'), common, Buffer.alloc(10), u32le(offset), latin1(name)]);
  const end = Buffer.concat([
    hex('504b0506 0000 0000 0100 0100'),
    u32le(directory.length),
    u32le(offset + local.length),
    u16le(comment.length),
    latin1(comment),
  ]);
  return Buffer.concat([local, directory, end]);
}

/** How a Windows executable begins. */
export const exe = (): Buffer =>
  Buffer.concat([latin1('MZ'), hex('90000300'), Buffer.alloc(58), latin1('PE\0\0'), Buffer.alloc(100)]);

import { sniff } from '#media';
import type { FileKind } from '#media';
import { Refusal } from './refusal.js';

/** What the beginning of a file says: media, an archive, or perhaps text, which has to be read to know. */
export type Recognised = FileKind | 'archive' | 'perhaps text';

/** Names of what is not taken, for people who wonder. */
const OTHERS: readonly [start: RegExp, name: string, hint: string][] = [
  [/^[^]{4}ftyp(hei[cxms]|hev[cmsx]|mif1|msf1)/, 'a HEIC picture', 'Save it as JPEG or PNG.'],
  [/^BM[^]{4}\0\0\0\0/, 'a BMP picture', 'Save it as PNG.'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF or raw picture', 'Save it as PNG or JPEG.'],
  [/^\0\0[\x01\x02]\0/, 'an icon', 'Save it as PNG.'],
  [/^8BPS/, 'a Photoshop document', 'Save it as PNG or JPEG.'],
  [/^%PDF-/, 'a PDF', 'Save its pages as pictures, or its words as text.'],
  [/^(MZ|\x7fELF|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)/, 'a program', 'Programs are not taken.'],
  [/^(Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)/, 'an archive', 'Pack it as ZIP.'],
  [/^RIFF[^]{4}AVI /, 'an AVI video', 'Save it as MP4 or WebM.'],
  [
    /^(FLV\x01|0&\xb2u|\0\0\x01[\xb0-\xbf]|G[^]{187}G)/,
    'a video of a kind that is not read',
    'Save it as MP4 or WebM.',
  ],
];

const TAKEN =
  'Taken are PNG, JPEG, WebP, GIF, AVIF, MP4, MOV, WebM, MKV, WAV, MP3, FLAC, OGG, M4A, plain text and ZIP.';

/** Throws `unsupported_type` for what is certainly none of what is taken. */
export function recognise(head: Buffer): Recognised {
  const text = head.toString('latin1');
  if (/^PK(\x03\x04|\x05\x06|\x07\x08)/.test(text)) return 'archive';
  const other = OTHERS.find(([start]) => start.test(text));
  if (other) throw unsupported(`it is ${other[1]}`, other[2]);
  return sniff(head) ?? 'perhaps text';
}

export const unsupported = (message: string, hint = TAKEN): Refusal => new Refusal('unsupported_type', message, hint);

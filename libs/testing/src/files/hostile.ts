import sharp from 'sharp';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { testFilm, testPicture } from '../fakes/media.js';
import { makeZip } from './zip.js';
import type { ZipEntry } from './zip.js';

export interface HostileFile {
  what: string;
  name: string;
  content: Buffer;
  /** The code it is refused with. */
  code: string;
}

const jpeg = (width = 64, height = 64) =>
  sharp({ create: { width, height, channels: 3, background: '#357' } })
    .jpeg()
    .toBuffer();

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that says what size it has, whatever its pixels are. */
function pngOf(width: number, height: number, pixels: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8; // bits, grey
  const chunks = [pngChunk('IHDR', head), pngChunk('IDAT', deflateSync(pixels)), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

/** A GIF head that says what size it has, and whatever comes after. */
function gifOf(width: number, height: number, rest: Buffer): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  return Buffer.concat([head, rest]);
}

const hostileZips: [what: string, entries: ZipEntry[], code: string][] = [
  ['a name that leads out', [{ name: '../../evil.txt', content: 'x' }], 'unsafe_archive'],
  ['a name that leads out by backslashes', [{ name: '..\\evil.txt', content: 'x' }], 'unsafe_archive'],
  ['an absolute name', [{ name: '/etc/cron.d/evil', content: 'x' }], 'unsafe_archive'],
  ['a name with a drive', [{ name: 'C:\\evil.txt', content: 'x' }], 'unsafe_archive'],
  ['a link', [{ name: 'link', content: '/etc/passwd', mode: 0o120777 }], 'unsafe_archive'],
  ['a device', [{ name: 'device', mode: 0o060644 }], 'unsafe_archive'],
  ['a folder in a folder in a folder …', [{ name: `${'a/'.repeat(500)}x.txt`, content: 'x' }], 'unsafe_archive'],
  [
    'the same name twice',
    [
      { name: 'a.txt', content: 'x' },
      { name: 'a.txt', content: 'y' },
    ],
    'unsafe_archive',
  ],
  ['a password', [{ name: 'a.txt', content: 'x', encrypted: true }], 'encrypted_archive'],
  ['a file that is larger than it says', [{ name: 'a.txt', content: 'x'.repeat(5_000), bytes: 10 }], 'bad_archive'],
  ['a file with another checksum', [{ name: 'a.txt', content: 'x', sum: 7 }], 'bad_archive'],
  ['an archive in it', [{ name: 'inner.zip', content: makeZip([{ name: 'a.txt', content: 'x' }]) }], 'nested_archive'],
  ['nothing in it', [], 'empty_file'],
];

/** A small archive that unpacks to much: 64 MB of nothing, and the same packed bytes under many names. */
function bombs(): [what: string, content: Buffer][] {
  const nothing = Buffer.alloc(64e6, 'a');
  const many = Array.from({ length: 500 }, (_, index) => ({ name: `${index}.txt`, over: 'a.txt' }));
  const small = { name: 'a.txt', content: 'a prompt' };
  return [
    ['an archive that unpacks to much more', makeZip([{ name: 'a.txt', content: nothing }])],
    ['an archive whose files lie over one another', makeZip([small, ...many])],
    ['an archive whose files quote one another', quoting(500)],
  ];
}

/** Each file is a block that quotes the head of the next one, and then all that comes after. */
function quoting(files: number): Buffer {
  const kernel = deflateRawSync('a prompt');
  const name = (index: number) => `${index}`.padStart(4, '0');
  const headBytes = 30 + name(0).length;
  const quote = Buffer.from([0, headBytes, 0, 255 - headBytes, 255]);
  const entries = Array.from({ length: files }, (_, index) => ({
    name: name(index),
    packed: quote,
    packedBytes: (files - index) * (headBytes + quote.length) + kernel.length,
    bytes: (files - index) * headBytes + 8,
  }));
  return makeZip([...entries, { name: name(files), packed: kernel }]);
}

/** Files that must never be taken, each with the code it is refused with. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const [photo, picture, film] = [await jpeg(), await testPicture('x'), await testFilm(1)];
  const file = (what: string, name: string, content: Buffer | string, code: string): HostileFile => ({
    ...{ what, name, code },
    content: Buffer.from(content as Buffer),
  });
  const inner = makeZip([{ name: 'a.txt', content: 'x' }]);
  const html = '<!DOCTYPE html><script>alert(1)</script>';
  return [
    ...hostileZips.map(([what, entries, code]) => file(`a ZIP with ${what}`, 'a.zip', makeZip(entries), code)),
    ...bombs().map(([what, content]) => file(what, 'bomb.zip', content, 'archive_bomb')),
    file('a ZIP that breaks off', 'a.zip', inner.subarray(0, inner.length - 30), 'bad_archive'),
    file('an empty file', 'empty.png', '', 'empty_file'),
    file('a JPEG with a ZIP behind it', 'a.jpg', Buffer.concat([photo, inner]), 'hidden_content'),
    file('a PNG with a page behind it', 'a.png', Buffer.concat([picture, Buffer.from(html)]), 'hidden_content'),
    file('a GIF that is a script', 'a.gif', 'GIF89a/*' + '\0'.repeat(40) + '*/=1;alert(1)//', 'hidden_content'),
    file('a film with a ZIP behind it', 'a.mp4', Buffer.concat([film, inner]), 'hidden_content'),
    file(
      'an SVG with a script',
      'a.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
      'unsupported_type',
    ),
    file('a page that is called a picture', 'a.png', html, 'unsupported_type'),
    file('a page that is called a film', 'a.mp4', `\n  ${html}`, 'unsupported_type'),
    file(
      'a program that is called a picture',
      'a.png',
      Buffer.from('\x7fELF\x02\x01\x01\0\0', 'latin1'),
      'unsupported_type',
    ),
    file('a Windows program', 'a.jpg', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'unsupported_type'),
    file('a script that is called a text', 'a.txt', '#!/bin/sh\nrm -rf /\n', 'unsupported_type'),
    file('a playlist', 'a.txt', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', 'unsupported_type'),
    file(
      'a playlist behind a tag',
      'a.mp3',
      'ID3\x03\0\0\0\0\0\0#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n',
      'damaged_file',
    ),
    file(
      'bytes without a meaning',
      'a.bin',
      Buffer.from('\0\x01\x02\x03\xfe'.repeat(50), 'latin1'),
      'unsupported_type',
    ),
    file('a picture of one by a thousand million', 'a.png', pngOf(1, 1e9, Buffer.alloc(10)), 'too_many_pixels'),
    file('a picture that unpacks to much more', 'a.png', pngOf(30_000, 30_000, Buffer.alloc(1e6)), 'too_many_pixels'),
    file('a BMP of one by a thousand million', 'a.bmp', bmp(1, 1e9), 'unsupported_type'),
    file('a GIF of 65,535 by 65,535', 'a.gif', gifOf(65_535, 65_535, Buffer.from([0x3b])), 'damaged_file'),
    file('a PNG that breaks off', 'a.png', picture.subarray(0, picture.length - 80), 'damaged_file'),
    file('a JPEG that breaks off', 'a.jpg', photo.subarray(0, photo.length - 60), 'damaged_file'),
    file('a film that breaks off', 'a.mp4', film.subarray(0, film.length - 200), 'damaged_file'),
    file('the head of a film', 'a.mp4', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), 'damaged_file'),
  ];
}

function bmp(width: number, height: number): Buffer {
  const head = Buffer.alloc(60);
  head.write('BM', 0, 'latin1');
  head.writeUInt32LE(60, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  return head;
}

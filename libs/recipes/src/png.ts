import { crc32, inflateSync } from 'node:zlib';
import { MOST_PARTS, MOST_TEXT } from './format.js';
import type { Format } from './format.js';
import type { Source } from './source.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const KEYWORD = Buffer.from('reelwright\0', 'latin1');
/** Behind the signature and IHDR, which has to be first. */
const BEHIND_HEAD = 8 + 25;

interface Chunk {
  type: string;
  /** Of its data. */
  start: number;
  length: number;
}

/** A chunk `iTXt` with our keyword, behind IHDR. `caBX` holds a manifest of provenance (C2PA), which is signed. */
export const png: Format = {
  async write(source, text) {
    let first = true;
    for await (const chunk of chunksOf(source)) {
      if (first && (chunk.type !== 'IHDR' || chunk.length !== 13)) return undefined;
      first = false;
      if (chunk.type === 'caBX' || (await isOurs(source, chunk))) return undefined;
      if (chunk.type === 'IEND') return [{ at: BEHIND_HEAD, remove: 0, insert: chunkOf(text) }];
    }
    return undefined;
  },
  async read(source) {
    for await (const chunk of chunksOf(source))
      if (await isOurs(source, chunk)) return textIn(await source.read(chunk.start - 4, chunk.length + 8));
    return undefined;
  },
};

async function* chunksOf(source: Source): AsyncGenerator<Chunk> {
  if (!(await source.read(0, 8)).equals(SIGNATURE)) return;
  let at = 8;
  for (let count = 0; count < MOST_PARTS; count++) {
    const head = await source.read(at, 8);
    if (head.length < 8) return;
    const [length, type] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    if (at + 12 + length > source.bytes) return;
    yield { type, start: at + 8, length };
    if (type === 'IEND') return;
    at += 12 + length;
  }
}

async function isOurs(source: Source, { type, start, length }: Chunk): Promise<boolean> {
  if (type !== 'iTXt' || length < KEYWORD.length + 4 || length > MOST_TEXT + 64) return false;
  return (await source.read(start, KEYWORD.length)).equals(KEYWORD);
}

/** Keyword, whether and how it is compressed, language and translated keyword, text. */
function chunkOf(text: string): Buffer {
  const body = Buffer.concat([Buffer.from('iTXt', 'latin1'), KEYWORD, Buffer.alloc(4), Buffer.from(text)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** Other programs may have written it anew, and compressed it. */
function textIn(chunk: Buffer): string | undefined {
  const body = chunk.subarray(0, -4);
  if (crc32(body) !== chunk.readUInt32BE(chunk.length - 4)) return undefined;
  let at = 4 + KEYWORD.length;
  const compressed = body[at] === 1;
  at += 2;
  for (let names = 0; names < 2; names++) {
    const end = body.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  const text = body.subarray(at);
  try {
    return (compressed ? inflateSync(text, { maxOutputLength: MOST_TEXT }) : text).toString();
  } catch {
    return undefined; // damaged, or a bomb
  }
}

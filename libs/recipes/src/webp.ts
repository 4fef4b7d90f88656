import { MOST_PARTS, MOST_TEXT } from './format.js';
import type { Format } from './format.js';
import type { Source, Splice } from './source.js';
import { textInXmp, xmpOf } from './xmp.js';

const [HAS_XMP, HAS_ALPHA] = [0x04, 0x10];

interface Chunk {
  type: string;
  /** Of its data. */
  start: number;
  length: number;
}

/**
 * A chunk `XMP ` at the end, for which the picture needs the extended form. A picture that has one keeps it; `C2PA`
 * holds a manifest of provenance, which is signed.
 */
export const webp: Format = {
  async write(source, text) {
    const chunks = await chunksOf(source);
    const [first] = chunks ?? [];
    if (!chunks || !first || chunks.some(({ type }) => type === 'XMP ' || type === 'C2PA')) return undefined;
    const head = first.type === 'VP8X' ? await flagged(source, first) : await extended(source, first);
    if (!head) return undefined;
    const packet = xmpOf(text);
    const last = chunks.at(-1)!;
    const at = last.start + last.length + (last.length % 2);
    const tail = { at, remove: 0, insert: chunkOf('XMP ', packet) };
    const size = Buffer.alloc(4);
    size.writeUInt32LE(at - 8 + head.insert.length - head.remove + tail.insert.length);
    return [{ at: 4, remove: 4, insert: size }, head, tail];
  },
  async read(source) {
    const found = (await chunksOf(source))?.find(({ type, length }) => type === 'XMP ' && length <= MOST_TEXT);
    return found && textInXmp((await source.read(found.start, found.length)).toString());
  },
};

/** Undefined for what is no such file, or not whole. */
async function chunksOf(source: Source): Promise<Chunk[] | undefined> {
  const riff = await source.read(0, 12);
  if (riff.length < 12 || riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8) !== 'WEBP')
    return undefined;
  const end = 8 + riff.readUInt32LE(4);
  const chunks: Chunk[] = [];
  let at = 12;
  while (at + 8 <= Math.min(end, source.bytes) && chunks.length < MOST_PARTS) {
    const head = await source.read(at, 8);
    const length = head.readUInt32LE(4);
    chunks.push({ type: head.toString('latin1', 0, 4), start: at + 8, length });
    at += 8 + length + (length % 2);
  }
  return at === end + (end % 2) && at <= source.bytes ? chunks : undefined;
}

function chunkOf(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

async function flagged(source: Source, { start }: Chunk): Promise<Splice> {
  const [flags = 0] = await source.read(start, 1);
  return { at: start, remove: 1, insert: Buffer.from([flags | HAS_XMP]) };
}

/** The head that the extended form begins with, made from that of the only frame. */
async function extended(source: Source, chunk: Chunk): Promise<Splice | undefined> {
  const frame = await source.read(chunk.start, 10);
  const facts = frame.length < 10 ? undefined : chunk.type === 'VP8 ' ? lossy(frame) : lossless(chunk.type, frame);
  if (!facts) return undefined;
  const data = Buffer.alloc(10);
  data[0] = HAS_XMP | (facts.alpha ? HAS_ALPHA : 0);
  data.writeUIntLE(facts.width - 1, 4, 3);
  data.writeUIntLE(facts.height - 1, 7, 3);
  return { at: 12, remove: 0, insert: chunkOf('VP8X', data) };
}

/** RFC 6386, section 9.1. */
const lossy = (frame: Buffer) =>
  frame.readUIntBE(3, 3) === 0x9d012a
    ? { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff, alpha: false }
    : undefined;

/** RFC 9649, section 3.4. */
function lossless(type: string, frame: Buffer) {
  if (type !== 'VP8L' || frame[0] !== 0x2f) return undefined;
  const bits = frame.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
}

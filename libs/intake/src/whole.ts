import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** A fragmented film has two boxes for each second or so. */
const MAX_BOXES = 200_000;
const UNKNOWN_SIZE = 0xffffffff;

/**
 * Whether a file is there to its end, as far as its container says how long it is: MP4 and its family, Matroska, and
 * RIFF (WAV, WebP). Others do not say, and are taken as they are.
 */
export async function isWhole(path: string, mime: string, bytes: number): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    if (/^(video|audio)\/(mp4|quicktime)$|^image\/avif$/.test(mime)) return await boxesFit(file, bytes);
    if (/webm|matroska/.test(mime)) return await segmentFits(file, bytes);
    if (/wav|webp/.test(mime)) return await riffFits(file, bytes);
    return true;
  } finally {
    await file.close();
  }
}

async function at(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

async function boxesFit(file: FileHandle, bytes: number): Promise<boolean> {
  const seen = new Set<string>();
  for (let position = 0, boxes = 0; position < bytes; boxes++) {
    const head = await at(file, position, 16);
    const type = head.toString('latin1', 4, 8);
    // What follows the last box, such as padding, is nobody's.
    if (head.length < 8 || !/^[\x20-\x7e\xa9]{4}$/.test(type)) break;
    seen.add(type);
    const size = head.readUInt32BE(0);
    if (size === 0) break; // to the end
    const length = size === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : size;
    if (length < 8 || position + length > bytes || boxes > MAX_BOXES) return false;
    position += length;
  }
  return seen.has('moov') || seen.has('meta');
}

const SEGMENT = 0x18538067;

async function segmentFits(file: FileHandle, bytes: number): Promise<boolean> {
  const head = await at(file, 0, 12);
  const header = vint(head, 4);
  if (!header?.value) return false;
  const position = 4 + header.length + header.value;
  const segment = await at(file, position, 12);
  const size = vint(segment, 4);
  if (segment.length < 5 || segment.readUInt32BE(0) !== SEGMENT || !size) return false;
  return size.value === undefined || position + 4 + size.length + size.value <= bytes;
}

/** A number of variable length as Matroska writes it; the value is absent where it is said to be unknown. */
function vint(bytes: Buffer, from: number): { length: number; value?: number } | undefined {
  const first = bytes[from];
  if (!first) return undefined;
  const length = Math.clz32(first) - 23;
  if (bytes.length < from + length) return undefined;
  let value = first & (0xff >> length);
  for (let index = 1; index < length; index++) value = value * 256 + bytes[from + index]!;
  return value === 2 ** (7 * length) - 1 ? { length } : { length, value };
}

async function riffFits(file: FileHandle, bytes: number): Promise<boolean> {
  const size = (await at(file, 4, 4)).readUInt32LE(0);
  return size === 0 || size === UNKNOWN_SIZE || size + 8 <= bytes + 1; // without the byte that makes it even
}

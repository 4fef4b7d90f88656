import { MOST_PARTS, MOST_TEXT } from './format.js';
import type { Format } from './format.js';
import type { Source } from './source.js';

const OURS = Buffer.from('5f0c1fd2a4e84f5f9b6e72656c777274', 'hex');
/** Of a manifest of provenance (C2PA). It is signed, and says where in the file the bytes are that it speaks of. */
const SIGNED = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');
const HEAD = 8 + 16;

interface Box {
  type: string;
  at: number;
  length: number;
}

/**
 * A box `uuid` at the end of MP4 and its family: nothing else moves, so that what the film says of places in itself
 * stays true, and what stood first does. Players skip boxes that they do not know.
 */
export const boxes: Format = {
  async write(source, text) {
    let [first, end, playable] = [true, 0, false];
    for await (const box of boxesOf(source)) {
      if (first && box.type !== 'ftyp') return undefined;
      first = false;
      // An index of fragments is found from the end of the file.
      if (box.type === 'mfra') return undefined;
      if (box.type === 'uuid' && (await isOneOf(source, box, [OURS, SIGNED]))) return undefined;
      if (box.type === 'moov') playable = true;
      end = box.at + box.length;
    }
    if (!playable || end !== source.bytes) return undefined;
    const body = Buffer.from(text);
    const head = Buffer.alloc(8, 'uuid', 'latin1');
    head.writeUInt32BE(HEAD + body.length);
    head.write('uuid', 4, 'latin1');
    return [{ at: end, remove: 0, insert: Buffer.concat([head, OURS, body]) }];
  },
  async read(source) {
    for await (const box of boxesOf(source)) {
      if (box.type !== 'uuid' || box.length > HEAD + MOST_TEXT || !(await isOneOf(source, box, [OURS]))) continue;
      return (await source.read(box.at + HEAD, box.length - HEAD)).toString();
    }
    return undefined;
  },
};

/** The outermost boxes, as long as they say how long they are and fit. */
async function* boxesOf(source: Source): AsyncGenerator<Box> {
  let at = 0;
  for (let count = 0; count < MOST_PARTS && at < source.bytes; count++) {
    const head = await source.read(at, 16);
    if (head.length < 8) return;
    const [size, type] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    const length = size === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : size;
    if (length < 8 || at + length > source.bytes) return;
    yield { type, at, length };
    at += length;
  }
}

async function isOneOf(source: Source, { at, length }: Box, ids: readonly Buffer[]): Promise<boolean> {
  if (length < HEAD) return false;
  const id = await source.read(at + 8, 16);
  return ids.some((one) => one.equals(id));
}

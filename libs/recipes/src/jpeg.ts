import { MOST_PARTS } from './format.js';
import type { Format } from './format.js';
import type { Source } from './source.js';
import { textInXmp, xmpOf } from './xmp.js';

const NAMESPACE = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const MOST_SEGMENT = 65_533;
const [APP0, APP1, APP11, START_OF_SCAN] = [0xe0, 0xe1, 0xeb, 0xda];

interface Segment {
  marker: number;
  /** Of its data, and where the next one begins. */
  start: number;
  end: number;
}

/** A packet of XMP; a picture that has one keeps it. APP11 holds a manifest of provenance (C2PA), which is signed. */
export const jpeg: Format = {
  async write(source, text) {
    const packet = Buffer.concat([NAMESPACE, xmpOf(text)]);
    if (packet.length > MOST_SEGMENT) return undefined;
    let at = 2;
    for await (const segment of segmentsOf(source)) {
      if (segment.marker === APP11 || (await isXmp(source, segment))) return undefined;
      // JFIF and Exif want to be first.
      if ((segment.marker === APP0 || segment.marker === APP1) && at === segment.start - 4) at = segment.end;
      if (segment.marker === START_OF_SCAN) {
        const head = Buffer.from([0xff, APP1, 0, 0]);
        head.writeUInt16BE(packet.length + 2, 2);
        return [{ at, remove: 0, insert: Buffer.concat([head, packet]) }];
      }
    }
    return undefined;
  },
  async read(source) {
    for await (const segment of segmentsOf(source)) {
      if (!(await isXmp(source, segment))) continue;
      const start = segment.start + NAMESPACE.length;
      return textInXmp((await source.read(start, segment.end - start)).toString());
    }
    return undefined;
  },
};

/** Up to the pixels. */
async function* segmentsOf(source: Source): AsyncGenerator<Segment> {
  const head = await source.read(0, 2);
  if (head.length < 2 || head.readUInt16BE(0) !== 0xffd8) return;
  let at = 2;
  for (let count = 0; count < MOST_PARTS; count++) {
    const next = await source.read(at, 4);
    if (next.length < 4 || next[0] !== 0xff) return;
    const length = next.readUInt16BE(2);
    if (length < 2 || at + 2 + length > source.bytes) return;
    const segment = { marker: next[1]!, start: at + 4, end: at + 2 + length };
    yield segment;
    if (segment.marker === START_OF_SCAN) return;
    at = segment.end;
  }
}

async function isXmp(source: Source, { marker, start, end }: Segment): Promise<boolean> {
  if (marker !== APP1 || end - start < NAMESPACE.length) return false;
  return (await source.read(start, NAMESPACE.length)).equals(NAMESPACE);
}

import { crc32, deflateRawSync } from 'node:zlib';

/** A file for a ZIP, and in what the ZIP lies about it. */
export interface ZipEntry {
  name: string;
  content?: Buffer | string;
  /** Unix mode with the type of the file, such as 0o120777 for a link. */
  mode?: number;
  stored?: boolean;
  encrypted?: boolean;
  /** Said instead of the true number. */
  bytes?: number;
  sum?: number;
  packedBytes?: number;
  /** Packed already, in place of the content. */
  packed?: Buffer;
  /** Packed bytes that are there already: the place of another entry's. */
  over?: string;
}

/** A ZIP, byte by byte, so that it can be as bad as one likes. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const places = new Map<string, { at: number; packed: Buffer; sum: number; bytes: number }>();
  let at = 0;
  for (const entry of entries) {
    const other = entry.over === undefined ? undefined : places.get(entry.over);
    const content = Buffer.from(entry.content ?? '');
    const packed = other?.packed ?? entry.packed ?? (entry.stored ? content : deflateRawSync(content));
    const sum = other?.sum ?? crc32(content);
    const place = { at: other?.at ?? at, packed, sum, bytes: other?.bytes ?? content.length };
    places.set(entry.name, place);
    const name = Buffer.from(entry.name);
    const shared = headerOf(entry, entry.packedBytes ?? packed.length, place);
    if (!other) {
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      shared.copy(local, 4);
      local.writeUInt16LE(name.length, 26);
      locals.push(local, name, packed);
      at += 30 + name.length + packed.length;
    }
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(0x031e, 4);
    shared.copy(central, 6);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(place.at, 42);
    directory.push(central, name);
  }
  return Buffer.concat([...locals, ...directory, endOf(entries.length, at, directory)]);
}

/** What the local head and the directory both say: version, flags, method, time, sum and sizes. */
function headerOf(entry: ZipEntry, packedBytes: number, { sum, bytes }: { sum: number; bytes: number }): Buffer {
  const shared = Buffer.alloc(22);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE((entry.encrypted ? 1 : 0) | 0x800, 2);
  shared.writeUInt16LE(entry.stored ? 0 : 8, 4);
  shared.writeUInt32LE(entry.sum ?? sum, 10);
  shared.writeUInt32LE(packedBytes, 14);
  shared.writeUInt32LE(entry.bytes ?? bytes, 18);
  return shared;
}

function endOf(entries: number, at: number, directory: readonly Buffer[]): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(
    directory.reduce((sum, piece) => sum + piece.length, 0),
    12,
  );
  end.writeUInt32LE(at, 16);
  return end;
}

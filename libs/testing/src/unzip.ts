import { crc32, inflateRawSync } from 'node:zlib';

/** The files of a ZIP archive by name, by its central directory; each against its checksum. Small archives only. */
export function unzipped(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = archive.readUInt16LE(end + 10);
  const files = new Map<string, Buffer>();
  for (let at = archive.readUInt32LE(end + 16), read = 0; read < count; read += 1) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes!);
    const bytes = contentOf(archive, archive.readUInt32LE(at + 42), archive.readUInt32LE(at + 20));
    if (crc32(bytes) !== archive.readUInt32LE(at + 16)) throw new Error(`${name} is damaged`);
    if (files.has(name)) throw new Error(`${name} is there twice`);
    files.set(name, bytes);
    at += 46 + nameBytes! + extraBytes! + commentBytes!;
  }
  return files;
}

function contentOf(archive: Buffer, header: number, packedBytes: number): Buffer {
  const begin = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(begin, begin + packedBytes);
  return archive.readUInt16LE(header + 8) === 0 ? packed : inflateRawSync(packed);
}

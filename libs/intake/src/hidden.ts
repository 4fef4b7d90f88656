import { open } from 'node:fs/promises';
import { Refusal } from './refusal.js';

/** The comment at the end of a ZIP may have 64 KiB; a browser looks at much less of the beginning. */
const LOOKED_AT = 256 * 1024;

/** Script and mark-up, as a program that guesses would find them. */
const CODE = /<(?:script|html|svg|iframe|body|object|embed)[\s>/]|<!doctype\s+html|<\?php\s|<%@\s|javascript:/i;
/** A GIF whose size reads as the beginning of a script. */
const GIF_SCRIPT = /^GIF8[79]a(?:\s*=\s*["'`\d([{/]|\/[*/])/;
const PROGRAMS = /\x7fELF[\x01\x02]|MZ[^]{58}[^]{4,512}PE\0\0|%PDF-1\.|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c/;

/**
 * Throws `hidden_content` for a picture, video or sound that is another kind of file as well: an archive behind it, or
 * a script inside. Whoever trusts the one would open the other.
 */
export async function refuseHidden(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    const head = await piece(file, 0, Math.min(LOOKED_AT, bytes));
    const tail = bytes <= LOOKED_AT ? head : await piece(file, bytes - LOOKED_AT, LOOKED_AT);
    const found = hiddenIn(head, tail, bytes);
    if (!found) return;
    throw new Refusal(
      'hidden_content',
      `it also holds ${found}`,
      'Save it anew in a picture, video or sound program, which leaves out what does not belong to it.',
    );
  } finally {
    await file.close();
  }
}

/** What hides in the beginning or the end of a file of so many bytes; undefined for nothing. */
function hiddenIn(head: Buffer, tail: Buffer, bytes: number): string | undefined {
  for (const text of [head.toString('latin1'), tail.toString('latin1')]) {
    if (GIF_SCRIPT.test(text) || CODE.test(text)) return 'a script or a page';
    if (PROGRAMS.test(text)) return 'a program, a document or an archive';
  }
  return hasArchive(tail, bytes) ? 'an archive' : undefined;
}

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');

/** Whether the end of a file is the end of a ZIP: the four letters alone may be chance, its directory is not. */
function hasArchive(tail: Buffer, bytes: number): boolean {
  for (
    let at = tail.lastIndexOf(END_OF_DIRECTORY);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(END_OF_DIRECTORY, at - 1)
  ) {
    if (at + 22 > tail.length) continue;
    const [entries, size] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12)];
    const directory = at - size;
    const position = bytes - tail.length + at;
    if (entries === 0 || size > position) continue;
    // Out of sight it is taken for one where the numbers fit.
    if (
      directory < 0 ? size / entries < 64_000 && size / entries >= 46 : tail.readUInt32LE(directory) === DIRECTORY_ENTRY
    )
      return true;
  }
  // A reader that goes from front to back needs no directory.
  const local = tail.lastIndexOf(LOCAL_HEADER);
  return local >= 0 && local + 30 < tail.length && [0, 8].includes(tail.readUInt16LE(local + 8)) && isName(tail, local);
}

function isName(bytes: Buffer, header: number): boolean {
  const length = bytes.readUInt16LE(header + 26);
  const name = bytes.toString('latin1', header + 30, header + 30 + length);
  return length > 0 && length < 256 && name.length === length && /^[\x20-\x7e]+$/.test(name);
}

async function piece(file: Awaited<ReturnType<typeof open>>, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, from);
  return bytes.subarray(0, bytesRead);
}

import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A file that is read in places. */
export interface Source {
  bytes: number;
  /** Fewer bytes than asked for at the end of the file. */
  read(start: number, length: number): Promise<Buffer>;
}

/** Read ahead, because heads of chunks lie close together. */
const WINDOW = 64 * 1024;

/** Opens a file for `use`, and closes it afterwards. */
export async function withSource<T>(path: string, use: (source: Source) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let [from, window] = [0, Buffer.alloc(0)];
    const read = async (start: number, length: number) => {
      if (start < from || start + length > from + window.length) {
        const wanted = Buffer.alloc(Math.max(length, WINDOW));
        const { bytesRead } = await file.read(wanted, 0, wanted.length, start);
        [from, window] = [start, wanted.subarray(0, bytesRead)];
      }
      return window.subarray(start - from, start - from + length);
    };
    return await use({ bytes: size, read });
  } finally {
    await file.close();
  }
}

/** A change of a file: `remove` bytes at a place give way to others. */
export interface Splice {
  at: number;
  remove: number;
  insert: Buffer;
}

/** The first and the last byte, both included, as in an HTTP Range. */
interface Span {
  start: number;
  end: number;
}

/** A file as it is with some changes, which come in the order of their places; nothing is written. */
export class Spliced {
  /** Of the whole, as changed. */
  readonly bytes: number;

  constructor(
    private readonly original: number,
    private readonly splices: readonly Splice[],
  ) {
    this.bytes = splices.reduce((sum, { insert, remove }) => sum + insert.length - remove, original);
  }

  /** The bytes, or a span of them; `open` reads a span of the file as it was. */
  read(open: (span: Span) => Readable, { start, end }: Span = { start: 0, end: this.bytes - 1 }): Readable {
    const pieces = this.#pieces();
    return Readable.from(
      (async function* () {
        let at = 0;
        for (const piece of pieces) {
          const length = Buffer.isBuffer(piece) ? piece.length : piece.end - piece.start + 1;
          const [from, to] = [Math.max(0, start - at), Math.min(length, end + 1 - at)];
          at += length;
          if (from >= to) continue;
          if (Buffer.isBuffer(piece)) yield piece.subarray(from, to);
          else yield* open({ start: piece.start + from, end: piece.start + to - 1 }) as AsyncIterable<Buffer>;
        }
      })(),
      { objectMode: false },
    );
  }

  #pieces(): (Buffer | Span)[] {
    const pieces: (Buffer | Span)[] = [];
    let at = 0;
    for (const { at: place, remove, insert } of this.splices) {
      if (place > at) pieces.push({ start: at, end: place - 1 });
      pieces.push(insert);
      at = place + remove;
    }
    if (at < this.original) pieces.push({ start: at, end: this.original - 1 });
    return pieces;
  }
}

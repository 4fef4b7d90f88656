import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ArtifactStore } from './store.js';

/** A file of an archive. */
export interface ZipEntry {
  /** Path inside the archive, `/` between folders; made distinct where it is there twice. */
  name: string;
  digest: string;
}

const MANIFEST = 'manifest.json';
const READ_CHUNK = 256 * 1024;

/**
 * Stored bytes as a ZIP archive, written while it is read: one file at a time is open, and nothing is read ahead of who
 * reads. Media are stored as they are. Large archives are ZIP64. At the end stands `manifest.json`, with name, digest,
 * bytes and recipe of every file; what the store does not have is `missing` there and nowhere else. `entries` is gone
 * through twice, and has to give the same both times. Destroying the stream ends all reading.
 */
export function zipOf(
  store: Pick<ArtifactStore, 'stat' | 'read' | 'getRecipe'>,
  entries: () => AsyncIterable<ZipEntry>,
): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on('error', fail);
  const feed = async () => {
    for await (const { name, digest } of named(entries())) {
      if (output.destroyed) return;
      const facts = await store.stat(digest);
      if (!facts) continue;
      const options = { compress: false, size: facts.bytes, mtime: facts.storedAt };
      await added(zip, output, name, options, () => store.read(digest));
    }
    const manifest = () => Readable.from(manifestOf(store, entries()), { highWaterMark: READ_CHUNK });
    if (!output.destroyed) await added(zip, output, MANIFEST, { compress: true }, manifest);
    if (!output.destroyed) zip.end();
  };
  feed().catch(fail);
  return output;
}

/** Resolves when the file's bytes have gone through, or nobody wants them any more. */
function added(
  zip: ZipFile,
  output: Readable,
  name: string,
  options: { compress: boolean; size?: number; mtime?: Date },
  open: () => Readable,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let source: Readable | undefined;
    const settle = (error?: Error) => {
      output.off('close', left);
      if (error) reject(error);
      else resolve();
    };
    const left = () => {
      source?.destroy();
      settle();
    };
    output.once('close', left);
    zip.addReadStreamLazy(name, options, (give) => {
      source = open();
      source.once('error', settle).once('close', () => settle());
      give(undefined, source);
    });
  });
}

async function* manifestOf(
  store: Pick<ArtifactStore, 'stat' | 'getRecipe'>,
  entries: AsyncIterable<ZipEntry>,
): AsyncGenerator<string> {
  let before = '{\n  "files": [';
  for await (const { name, digest } of named(entries)) {
    const [facts, recipe] = await Promise.all([store.stat(digest), store.getRecipe(digest)]);
    const file = { name, digest, ...(facts ? { bytes: facts.bytes } : { missing: true }), ...(recipe && { recipe }) };
    yield `${before}\n    ${JSON.stringify(file)}`;
    before = ',';
  }
  yield before === ',' ? '\n  ]\n}\n' : '{\n  "files": []\n}\n';
}

/** The same entries under names that differ, also where case is ignored. */
async function* named(entries: AsyncIterable<ZipEntry>): AsyncGenerator<ZipEntry> {
  const taken = new Set([MANIFEST]);
  for await (const { name, digest } of entries) {
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = numbered(name, count);
    taken.add(free.toLowerCase());
    yield { name: free, digest };
  }
}

function numbered(name: string, count: number): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 ? `${name.slice(0, dot)}-${count}${name.slice(dot)}` : `${name}-${count}`;
}

import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { tempDir, until, unzipped } from '#testing';
import { DiskStore, zipOf } from './index.js';
import type { ByteRange, ZipEntry } from './index.js';

const store = new DiskStore(join(tempDir(), 'store'));

const listing = (entries: ZipEntry[]) =>
  async function* () {
    yield* entries;
  };

interface Manifest {
  files: { name: string; digest: string; bytes?: number; missing?: boolean; recipe?: object }[];
}

test('an archive holds the bytes under distinct names, and a manifest with their recipes', async () => {
  const fox = await store.putBytes(Buffer.from('a fox'));
  const owl = await store.putBytes(Buffer.from('an owl'));
  await store.putRecipe(fox.digest, { config: { prompt: 'a fox' } });
  const gone = 'f'.repeat(64);
  const archive = await buffer(
    zipOf(
      store,
      listing([
        { name: 'draw/001_füchse.png', digest: fox.digest },
        { name: 'draw/001_Füchse.png', digest: owl.digest },
        { name: 'manifest.json', digest: owl.digest },
        { name: 'draw/gone.png', digest: gone },
      ]),
    ),
  );
  const files = unzipped(archive);
  expect([...files.keys()]).toEqual([
    'draw/001_füchse.png',
    'draw/001_Füchse-2.png',
    'manifest-2.json',
    'manifest.json',
  ]);
  expect(files.get('draw/001_füchse.png')?.toString()).toBe('a fox');
  expect(files.get('draw/001_Füchse-2.png')?.toString()).toBe('an owl');
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as Manifest;
  expect(manifest.files).toEqual([
    { name: 'draw/001_füchse.png', digest: fox.digest, bytes: 5, recipe: { config: { prompt: 'a fox' } } },
    { name: 'draw/001_Füchse-2.png', digest: owl.digest, bytes: 6 },
    { name: 'manifest-2.json', digest: owl.digest, bytes: 6 },
    { name: 'draw/gone.png', digest: gone, missing: true },
  ]);
});

test('an archive of nothing has a manifest', async () => {
  const files = unzipped(await buffer(zipOf(store, listing([]))));
  expect(JSON.parse(files.get('manifest.json')!.toString())).toEqual({ files: [] });
});

test('thousands of files are read one at a time, and none ahead of who reads', async () => {
  const { digest } = await store.putBytes(Buffer.alloc(200_000, 7));
  const reads = counting();
  let listed = 0;
  const many = async function* () {
    for (let index = 0; index < 3_000; index++, listed++) yield { name: `all/${index}.bin`, digest };
  };
  const archive = zipOf(reads.store, many);
  archive.once('readable', () => {});
  await until(async () => reads.begun > 0);
  let bytes = 0;
  for await (const chunk of archive) {
    bytes += (chunk as Buffer).length;
    expect(reads.open).toBeLessThanOrEqual(1);
    // What is listed is at most a few files ahead of what came out.
    if (listed < 3_000) expect(listed * 200_000 - bytes).toBeLessThan(2e6);
    if (listed > 100) break;
  }
  await until(async () => reads.open === 0);
});

test('who leaves ends the reading', async () => {
  const { digest } = await store.putBytes(Buffer.alloc(4_000_000, 9));
  const reads = counting();
  const endless = async function* () {
    for (let index = 0; ; index++) yield { name: `${index}.bin`, digest };
  };
  const archive = zipOf(reads.store, endless);
  await new Promise((resolve) => archive.once('data', resolve));
  archive.destroy();
  await until(async () => archive.closed && reads.open === 0);
  const begun = reads.begun;
  await store.stat(digest);
  expect(reads.begun).toBe(begun);
  expect(getEventListeners(archive, 'close')).toHaveLength(0);
});

test('bytes that cannot be read fail the archive', async () => {
  const { digest } = await store.putBytes(Buffer.from('lost'));
  const failing = {
    stat: (wanted: string) => store.stat(wanted),
    getRecipe: (wanted: string) => store.getRecipe(wanted),
    read: () =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'));
        },
      }),
  };
  await expect(buffer(zipOf(failing, listing([{ name: 'a', digest }])))).rejects.toThrow('the disk is gone');
});

/** The store, with a count of the files that are open. */
function counting() {
  const reads = {
    open: 0,
    begun: 0,
    store: {
      stat: (digest: string) => store.stat(digest),
      getRecipe: (digest: string) => store.getRecipe(digest),
      read: (digest: string, range?: ByteRange) => {
        reads.open += 1;
        reads.begun += 1;
        return store.read(digest, range).once('close', () => (reads.open -= 1));
      },
    },
  };
  return reads;
}

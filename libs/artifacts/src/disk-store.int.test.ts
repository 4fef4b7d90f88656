import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DiskStore, sweepAbandoned } from './index.js';

const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
const NOBODY = 'f'.repeat(64);

let folder: string;
let store: DiskStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
  store = new DiskStore(join(folder, 'store'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function listed(from = store): Promise<string[]> {
  const digests: string[] = [];
  for await (const { digest } of from.list()) digests.push(digest);
  return digests.sort();
}

const temps = () => readdir(join(folder, 'store', 'tmp'));

describe('putting', () => {
  test('bytes and files end up under the digest of what they hold, read-only', async () => {
    expect(await store.putBytes(Buffer.from('one'))).toEqual({ digest: sha('one'), bytes: 3 });
    expect(await store.putFile(await file('a', 'two'))).toEqual({ digest: sha('two'), bytes: 3 });
    expect(await listed()).toEqual([sha('one'), sha('two')].sort());
    expect((await stat(store.pathOf(sha('two')))).mode & 0o777).toBe(0o444);
    expect(await temps()).toEqual([]);
    expect(existsSync(join(folder, 'a'))).toBe(true);
  });

  test('a file that is given up is moved, also when its bytes are known already', async () => {
    for (const name of ['a', 'b']) {
      const { digest } = await store.putFile(await file(name, 'same'), { move: true });
      expect(await text(store.read(digest))).toBe('same');
      expect(existsSync(join(folder, name))).toBe(false);
    }
    expect(await temps()).toEqual([]);
  });

  test('a link that is given up does not take what it points to', async () => {
    const target = await file('target', 'linked');
    await symlink(target, join(folder, 'link'));
    const { digest } = await store.putFile(join(folder, 'link'), { move: true });
    expect(await readFile(target, 'utf8')).toBe('linked');
    expect(await store.verify(digest)).toBe(true);
  });

  test('a file larger than one chunk is hashed whole', async () => {
    const big = Buffer.alloc(3_500_000, 'abc');
    await writeFile(join(folder, 'big'), big);
    expect(await store.putFile(join(folder, 'big'))).toEqual({ digest: sha(big), bytes: big.length });
    expect(await store.putFile(join(folder, 'big'), { move: true })).toEqual({ digest: sha(big), bytes: big.length });
  });

  test('equal bytes put by many at once, also by two stores on one folder, are stored once', async () => {
    const other = new DiskStore(join(folder, 'store'));
    const puts = Array.from({ length: 20 }, (_, at) => (at % 2 ? store : other).putBytes(Buffer.from('equal')));
    const digests = (await Promise.all(puts)).map(({ digest }) => digest);
    expect(new Set(digests)).toEqual(new Set([sha('equal')]));
    expect(await listed()).toEqual([sha('equal')]);
    expect(await store.verify(sha('equal'))).toBe(true);
    expect(await temps()).toEqual([]);
  });

  test('a stored file of the wrong length is repaired by putting the bytes again', async () => {
    const { digest } = await store.putBytes(Buffer.from('precious'));
    await chmod(store.pathOf(digest), 0o644);
    await writeFile(store.pathOf(digest), 'prec');
    expect(await store.verify(digest)).toBe(false);
    await store.putBytes(Buffer.from('precious'));
    expect(await store.verify(digest)).toBe(true);
  });

  test('what is not a file is refused in words', async () => {
    await expect(store.putFile(join(folder, 'gone'))).rejects.toMatchObject({
      code: 'invalid_input',
      message: /no file/,
    });
    await expect(store.putFile(folder)).rejects.toMatchObject({ code: 'invalid_input', message: /not a file/ });
  });

  test('what a crash left behind is never visible, and is swept when old', async () => {
    await store.putBytes(Buffer.from('whole'));
    const leftover = join(folder, 'store', 'tmp', 'leftover');
    await writeFile(leftover, 'hal');
    expect(await listed()).toEqual([sha('whole')]);
    expect(await store.sweepTemp(60_000)).toBe(0);
    expect(await store.sweepTemp(-1_000)).toBe(1);
    expect(await temps()).toEqual([]);
  });
});

describe('reading', () => {
  test('a range includes both ends', async () => {
    const { digest } = await store.putBytes(Buffer.from('0123456789'));
    expect(await text(store.read(digest, { start: 2, end: 4 }))).toBe('234');
    expect(await text(store.read(digest, { start: 8 }))).toBe('89');
  });

  test('what is not there is missing, not an error; its stream fails', async () => {
    expect(await store.has(NOBODY)).toBe(false);
    expect(await store.stat(NOBODY)).toBeUndefined();
    expect(await store.verify(NOBODY)).toBe(false);
    expect(await store.getRecipe(NOBODY)).toBeUndefined();
    expect(await store.remove(NOBODY)).toBe(false);
    expect(await listed()).toEqual([]);
    await expect(text(store.read(NOBODY))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('damage is found', async () => {
    const { digest } = await store.putBytes(Buffer.from('good'));
    expect(await store.verify(digest)).toBe(true);
    await chmod(store.pathOf(digest), 0o644);
    await writeFile(store.pathOf(digest), 'evil');
    expect(await store.verify(digest)).toBe(false);
  });

  test.each(['', 'abc', '../../etc/passwd', 'F'.repeat(64), `${'f'.repeat(64)}/x`, 'f'.repeat(63)])(
    'the digest %j is refused',
    async (digest) => {
      expect(() => store.pathOf(digest)).toThrow(/not an artifact's digest/);
      await expect(store.has(digest)).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(store.remove(digest)).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );

  test('putting equal bytes again makes them look new, so that cleaning up by age spares them', async () => {
    const { digest } = await store.putBytes(Buffer.from('old'));
    await utimes(store.pathOf(digest), 1, 1);
    await store.putBytes(Buffer.from('old'));
    expect((await store.stat(digest))?.storedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });
});

test('a recipe is kept beside the bytes, replaced whole, and removed with them', async () => {
  const { digest } = await store.putBytes(Buffer.from('made'));
  await store.putRecipe(digest, { step: 't2i', seed: 1 });
  await store.putRecipe(digest, { step: 't2i', seed: 2 });
  expect(await store.getRecipe(digest)).toEqual({ step: 't2i', seed: 2 });
  expect(await listed()).toEqual([digest]);
  expect(await store.remove(digest)).toBe(true);
  expect(await store.getRecipe(digest)).toBeUndefined();
  expect(await readdir(dirname(store.pathOf(digest)))).toEqual([]);
});

test('the free space of a store that does not exist yet is known', async () => {
  expect(await store.freeBytes()).toBeGreaterThan(0);
});

describe('publishing', () => {
  const out = () => join(folder, 'out', 'film');
  const put = async (content: string) => (await store.putBytes(Buffer.from(content))).digest;
  const published = async (): Promise<unknown> => {
    const names = (await readdir(out())).sort();
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await readFile(join(out(), name), 'utf8')])),
    );
  };

  test('the folder holds exactly the files, by link or as a copy to edit', async () => {
    const files = [
      { name: 'film.mp4', digest: await put('film') },
      { name: 'story.txt', digest: await put('story'), editable: true },
    ];
    await store.publish(out(), files);
    expect(await published()).toEqual({ 'film.mp4': 'film', 'story.txt': 'story' });
    expect((await stat(join(out(), 'film.mp4'))).nlink).toBe(2);
    await writeFile(join(out(), 'story.txt'), 'edited');
    expect(await store.verify(sha('story'))).toBe(true);
  });

  test('publishing the same again changes nothing, also for several at once', async () => {
    const files = [{ name: 'film.mp4', digest: await put('film') }];
    await Promise.all(Array.from({ length: 5 }, () => store.publish(out(), files)));
    const { ino } = await stat(out());
    await store.publish(out(), files);
    expect((await stat(out())).ino).toBe(ino);
    expect(await readdir(join(folder, 'out'))).toEqual(['film']);
  });

  test('it is all or nothing: with one artifact missing there is no folder and no rest', async () => {
    const files = [
      { name: 'a', digest: await put('a') },
      { name: 'b', digest: NOBODY },
    ];
    await expect(store.publish(out(), files)).rejects.toMatchObject({ message: /b can't be published/ });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('another content is refused and left alone, or exchanged where that is wanted', async () => {
    await store.publish(out(), [{ name: 'film.mp4', digest: await put('first') }]);
    const second = [{ name: 'film.mp4', digest: await put('second') }];
    await expect(store.publish(out(), second)).rejects.toMatchObject({
      code: 'invalid_input',
      message: /something else/,
    });
    expect(await published()).toEqual({ 'film.mp4': 'first' });
    await store.publish(out(), second, { replace: true });
    expect(await published()).toEqual({ 'film.mp4': 'second' });
    expect(await readdir(join(folder, 'out'))).toEqual(['film']);
  });

  test('a folder that a dead publisher left is not taken for the film', async () => {
    const dead = `${out()}.tmp-0123456789ab`;
    await mkdir(dead, { recursive: true });
    await store.publish(out(), [{ name: 'film.mp4', digest: await put('film') }]);
    expect(await readdir(join(folder, 'out'))).toEqual(['film', 'film.tmp-0123456789ab']);
  });

  test('what a publisher of this machine left is removed once it is dead, and not before', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const nameOf = (pid: number) => `other.tmp-0123456789ab.${hostname()}.${pid}`;
    await mkdir(join(folder, 'out', nameOf(gone)), { recursive: true });
    await mkdir(join(folder, 'out', nameOf(process.pid)));
    await sweepAbandoned(join(folder, 'out'));
    expect(await readdir(join(folder, 'out'))).toEqual([nameOf(process.pid)]);
  });

  test.each(['../film.mp4', '/etc/passwd', 'a/b', 'a\\b', '..', '.', '', 'a\0b', 'x'.repeat(300)])(
    'the name %j is refused',
    async (name) => {
      const files = [{ name, digest: await put('film') }];
      await expect(store.publish(out(), files)).rejects.toMatchObject({ code: 'invalid_input' });
      expect(existsSync(join(folder, 'out'))).toBe(false);
    },
  );

  test('a name that is there twice and a relative folder are refused', async () => {
    const digest = await put('film');
    const twice = [
      { name: 'a', digest },
      { name: 'A', digest },
    ];
    await expect(store.publish(out(), twice)).rejects.toMatchObject({ message: /twice/ });
    await expect(store.publish('out', [{ name: 'a', digest }])).rejects.toMatchObject({ message: /absolute/ });
  });
});

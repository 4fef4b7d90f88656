import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { DiskStore } from '#artifacts';
import { tempDir, testFilm, testPicture, testSound } from '#testing';
import { Thumbnails } from './index.js';

const store = new DiskStore(join(tempDir(), 'store'));
const scratch = join(tempDir(), 'scratch');
const thumbnails = new Thumbnails(store, scratch);

const put = async (bytes: Buffer) => (await store.putBytes(bytes)).digest;
const shapeOf = async (bytes: Buffer | undefined) => {
  const { format, width, height } = await sharp(bytes).metadata();
  return { format, width, height };
};

test('a picture is made smaller, and never larger', async () => {
  const digest = await put(await testPicture('a wide one', 1000, 500));
  expect(await shapeOf(await thumbnails.of(digest, 256, 'webp'))).toEqual({ format: 'webp', width: 256, height: 128 });
  expect(await shapeOf(await thumbnails.of(digest, 512, 'jpeg'))).toEqual({ format: 'jpeg', width: 512, height: 256 });
  const small = await put(await testPicture('a small one', 40, 60));
  expect(await shapeOf(await thumbnails.of(small, 256, 'webp'))).toEqual({ format: 'webp', width: 40, height: 60 });
});

test('a video gives a frame, a sound its wave', async () => {
  const film = await put(await testFilm(2));
  const frame = await thumbnails.of(film, 128, 'webp');
  expect(await shapeOf(frame)).toEqual({ format: 'webp', width: 128, height: 72 });
  expect((await sharp(frame).stats()).entropy).toBeGreaterThan(1);
  const sound = await put(testSound(1));
  expect(await shapeOf(await thumbnails.of(sound, 256, 'jpeg'))).toEqual({ format: 'jpeg', width: 256, height: 128 });
  expect(readdirSync(scratch)).toEqual([]);
});

test('it is made once, kept beside the bytes, and goes with them', async () => {
  const digest = await put(await testPicture('kept', 300, 300));
  const [first, second] = await Promise.all([thumbnails.of(digest, 128, 'webp'), thumbnails.of(digest, 128, 'webp')]);
  expect(first).toEqual(second);
  expect(await store.getBeside(digest, 'thumb-128.webp')).toEqual(first);
  const listed: string[] = [];
  for await (const stored of store.list()) listed.push(stored.digest);
  expect(listed).toContain(digest);
  await store.remove(digest);
  expect(readdirSync(dirname(store.pathOf(digest))).filter((name) => name.startsWith(digest))).toEqual([]);
  expect(await thumbnails.of(digest, 128, 'webp')).toBeUndefined();
  await expect(store.putBeside(digest, 'thumb-128.webp', first!)).rejects.toThrow('no artifact');
});

describe('what cannot be shown is refused', () => {
  const refused = (bytes: Buffer) => put(bytes).then((digest) => thumbnails.of(digest, 128, 'webp'));

  test.each([
    ['text', Buffer.from('just words')],
    ['a picture that breaks off', Buffer.from('\x89PNG\r\n\x1a\n and no more', 'latin1')],
    ['a film that breaks off', Buffer.from('\0\0\0\x18ftypmp42 and no more', 'latin1')],
    ['a drawing that could name other files', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n')],
  ])('%s', async (_what, bytes) => {
    await expect(refused(bytes)).rejects.toMatchObject({ code: 'media_failed' });
  });

  test('a small file that claims to be an enormous picture', async () => {
    await expect(refused(bomb(60_000, 60_000))).rejects.toMatchObject({ code: 'media_failed' });
  });
});

test('any number may be asked for at once', async () => {
  const digests = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => put(await testPicture(`number ${index}`, 64, 64))),
  );
  const made = await Promise.all(digests.map((digest) => thumbnails.of(digest, 128, 'webp')));
  expect(made.every((bytes) => bytes !== undefined)).toBe(true);
});

/** A PNG whose head promises more than anybody could hold. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc(1 << 20));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

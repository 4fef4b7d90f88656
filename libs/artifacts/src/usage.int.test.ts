import { appendFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '#testing';
import { checkSpace } from './space.js';
import { DiskStore } from './disk-store.js';

describe('the bytes that are stored', () => {
  it('are known to every process that shares the folder, whoever adds or removes', async () => {
    const root = tempDir();
    const [ours, theirs] = [new DiskStore(root), new DiskStore(root)];
    await ours.putBytes(Buffer.alloc(1000, 'a'));
    expect([await ours.usedBytes(), await theirs.usedBytes()]).toEqual([1000, 1000]);
    const { digest } = await theirs.putBytes(Buffer.alloc(500, 'b'));
    expect([await ours.usedBytes(), await theirs.usedBytes()]).toEqual([1500, 1500]);
    await theirs.putBytes(Buffer.alloc(500, 'b')); // there already
    const path = join(root, 'film');
    writeFileSync(path, Buffer.alloc(250, 'c'));
    await ours.putFile(path, { move: true });
    expect(await theirs.usedBytes()).toBe(1750);
    await ours.remove(digest);
    expect([await ours.usedBytes(), await theirs.usedBytes()]).toEqual([1250, 1250]);
    expect(await new DiskStore(root).usedBytes()).toBe(1250);
  });

  it('are counted once, and anew when the log was begun anew', async () => {
    const root = tempDir();
    const store = new DiskStore(root);
    await store.putBytes(Buffer.alloc(1000, 'a'));
    await store.usedBytes();
    let counts = 0;
    const list = store.list.bind(store);
    store.list = () => {
      counts += 1;
      return list();
    };
    await store.putBytes(Buffer.alloc(10, 'b'));
    expect([await store.usedBytes(), counts]).toEqual([1010, 0]);
    truncateSync(join(root, 'usage.log'), 0);
    expect([await store.usedBytes(), counts]).toEqual([1010, 1]);
  });

  it('keep their log short', async () => {
    const root = tempDir();
    await new DiskStore(root).putBytes(Buffer.alloc(1000, 'a'));
    appendFileSync(join(root, 'usage.log'), '1\n'.repeat(600_000));
    const store = new DiskStore(root);
    expect(await store.usedBytes()).toBe(1000);
    expect(statSync(join(root, 'usage.log')).size).toBe(0);
    await store.putBytes(Buffer.alloc(10, 'b'));
    expect(await store.usedBytes()).toBe(1010);
  });

  it('may not be more than allowed', async () => {
    const store = new DiskStore(tempDir());
    await store.putBytes(Buffer.alloc(2e6));
    const limits = { minFreeBytes: 0, quotaBytes: 3e6 };
    await expect(checkSpace(store, limits)).resolves.toBeUndefined();
    await store.putBytes(Buffer.alloc(1e6, 'x'));
    await expect(checkSpace(store, limits)).rejects.toMatchObject({
      code: 'disk_full',
      message: 'the artifacts take 3 MB and 3 MB are allowed (diskQuotaMb), so nothing new is started',
    });
    await expect(checkSpace(store, { minFreeBytes: 1e18, quotaBytes: 0 })).rejects.toMatchObject({ code: 'disk_full' });
  });
});

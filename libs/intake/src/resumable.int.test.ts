import { readFileSync, readdirSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tempDir } from '#testing';
import { Resumable } from './resumable.js';

const HOUR = 3_600_000;
let folder: string;
let files: Resumable<string>;
beforeEach(() => {
  folder = tempDir();
  files = new Resumable(folder, HOUR);
});

const piece = (text: string) => Readable.from([Buffer.from(text)]);
const read = async (path: string) => readFileSync(path, 'utf8');
const create = (length: number) => files.create({ owner: 'me', name: 'a.txt', length });
/** A piece of which the connection loses the rest. */
async function* broken(text: string) {
  yield Buffer.from(text);
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('lost');
}

describe('a file that comes in several requests', () => {
  it('goes on where it was, also after the process died', async () => {
    const file = await create(10);
    expect(await files.append(file, 0, piece('abc'), read)).toBe(3);
    await expect(files.append(file, 3, Readable.from(broken('def')), read)).rejects.toThrow('lost');
    files = new Resumable(folder, HOUR);
    const found = (await files.find(file.id))!;
    expect(found).toMatchObject({ owner: 'me', name: 'a.txt', length: 10 });
    expect([3, 6]).toContain(found.offset);
    await files.append(found, found.offset, piece('abcdefghij'.slice(found.offset)), read);
    expect(await files.find(file.id)).toMatchObject({ offset: 10, result: 'abcdefghij' });
    expect(readdirSync(folder)).toEqual([`${file.id}.json`]);
  });

  it('takes one piece at a time, in its place, and no more than was said', async () => {
    const file = await create(4);
    const slow = new Readable({ read() {} });
    const first = files.append(file, 0, slow, read);
    await expect(files.append(file, 0, piece('x'), read)).rejects.toMatchObject({ problem: 'busy' });
    slow.push('ab');
    slow.push(null);
    await first;
    await expect(files.append(file, 0, piece('x'), read)).rejects.toMatchObject({ problem: 'wrong_offset' });
    await expect(files.append(file, 2, piece('cde'), read)).rejects.toMatchObject({ problem: 'too_much' });
    expect(await files.append(file, 2, piece('cd'), read)).toBe(4);
    const done = (await files.find(file.id))!;
    await expect(files.append(done, 4, piece('e'), read)).rejects.toMatchObject({ problem: 'wrong_offset' });
  });

  it('is gone when it is refused', async () => {
    const file = await create(1);
    const refuse = () => Promise.reject(new Error('no'));
    await expect(files.append(file, 0, piece('x'), refuse)).rejects.toThrow('no');
    expect(await files.find(file.id)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is removed when no more of it comes, with its result as well', async () => {
    const [fresh, old, done] = [await create(5), await create(5), await create(1)];
    await files.append(done, 0, piece('x'), read);
    const long = new Date(Date.now() - 2 * HOUR);
    await utimes(join(folder, old.id), long, long);
    await utimes(join(folder, `${done.id}.json`), long, long);
    expect(await files.find(old.id)).toBeUndefined();
    expect(await files.sweep()).toBe(2);
    expect(readdirSync(folder).sort()).toEqual([fresh.id, `${fresh.id}.json`].sort());
    expect(await files.find('../../etc/passwd')).toBeUndefined();
  });
});

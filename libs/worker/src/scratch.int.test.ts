import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tempDir } from '#testing';
import { Scratch } from './scratch.js';

describe('scratch folders', () => {
  it('are swept when their process is gone, and only then', async () => {
    const root = tempDir();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const dead = `${hostname()}.${child.pid}`;
    const kept = [`${hostname()}.${process.ppid}`, 'another-machine.1'];
    for (const name of [dead, ...kept]) mkdirSync(join(root, name));
    writeFileSync(join(root, dead, 'half-written.mp4'), 'x');
    await new Scratch(root).sweep();
    expect(readdirSync(root).sort()).toEqual([...kept].sort());
  });

  it('are one for each attempt, and all gone at the end', async () => {
    const root = tempDir();
    const scratch = new Scratch(root);
    const [a, b] = [await scratch.take('a'), await scratch.take('a')];
    expect(a).not.toBe(b);
    await scratch.release(a);
    await scratch.close();
    expect(readdirSync(root)).toEqual([]);
  });
});

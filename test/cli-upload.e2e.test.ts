import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemEnv } from '#config';
import { makeZip, tempDir, testPicture } from '#testing';
import { inProcess } from './support/in-process.js';
import { ROOT } from './support/stack.js';

const MAIN = join(ROOT, 'dist/apps/cli/src/main.js');

async function reelwright(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: systemEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

test('files, folders and archives are brought by name, and what is not taken is told', async () => {
  const { url } = await inProcess(() => false);
  const folder = tempDir();
  mkdirSync(join(folder, 'set', 'more'), { recursive: true });
  for (const name of ['set/10.png', 'set/2.png', 'set/more/1.png', 'one.jpg'])
    writeFileSync(join(folder, name), await testPicture(name, 64, 36));
  writeFileSync(join(folder, 'set/.hidden'), 'x');
  writeFileSync(join(folder, 'page.html'), '<!doctype html>');
  writeFileSync(join(folder, 'all.zip'), makeZip([{ name: 'prompts.txt', content: 'a castle' }]));
  const bring = (...what: string[]) => reelwright(folder, '--url', url, 'upload', ...what);

  const told = await bring('one.jpg', 'set', 'all.zip', 'page.html', '--json');
  expect(told).toMatchObject({ code: 0, stderr: '' });
  const last = JSON.parse(told.stdout.trimEnd().split('\n').at(-1)!) as { items: { name: string }[] };
  expect(last).toMatchObject({ problems: [{ name: 'page.html', code: 'unsupported_type' }] });
  expect(last.items.map(({ name }) => name)).toEqual(['one.jpg', '2.png', '10.png', '1.png', 'prompts.txt']);

  const people = await bring('one.jpg', 'page.html');
  expect(people.stdout).toMatch(
    /^[0-9a-f]{12} {2}image {2}64×36, .* {2}one\.jpg\nTook 1 file\.\n1 file not taken:\n {2}page\.html: /,
  );
  const none = await bring('page.html');
  expect(none).toMatchObject({ code: 2, stdout: expect.stringContaining('page.html: it is a page') as string });
  expect((await bring('nothing.png')).code).toBe(2);
});

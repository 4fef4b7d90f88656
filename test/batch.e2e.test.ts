import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { dataOf } from '#contracts';
import { tempDir } from '#testing';
import { ROOT, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

const folder = tempDir();
let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

function batch(...args: string[]) {
  const main = join(ROOT, 'dist/apps/cli/src/main.js');
  const sized = ['--template', 'text_to_animated_image', '--input', 'duration=1', '--input', 'quality=draft'];
  return spawnSync(process.execPath, [main, 'batch', ...args, ...sized, '--url', stack.url], {
    ...{ env: systemEnv(), encoding: 'utf8', cwd: folder },
  });
}
const listed = async () => dataOf(await stack.client.GET('/pipelines', { params: { query: {} } })).items;

it('ideas in a file become films, first a few of them, and a mistake in one begins none', async () => {
  writeFileSync(join(folder, 'ideas.txt'), 'a fox in the snow\na ship at night\n\na castle\n');
  writeFileSync(join(folder, 'bad.jsonl'), '"a fox"\n{"description": "a ship", "duration": 500}\n');
  const bad = batch('bad.jsonl');
  expect(bad).toMatchObject({ status: 2, stderr: expect.stringContaining('inputs.duration') as string });
  const dry = batch('ideas.txt', '--dry-run');
  expect(dry).toMatchObject({ status: 0, stdout: expect.stringContaining('3 films') as string });
  expect(await listed()).toEqual([]);

  const pilot = batch('ideas.txt', '--pilot', '1', '-o', 'films');
  expect(pilot).toMatchObject({ status: 0, stdout: expect.stringContaining('--skip 1') as string });
  expect(await listed()).toHaveLength(1);
  const rest = batch('ideas.txt', '--skip', '1', '-o', 'films', '--json');
  expect(rest.status).toBe(0);
  const result = JSON.parse(rest.stdout.trimEnd().split('\n').at(-1)!) as { items: { name: string; status: string }[] };
  expect(result.items.map(({ name, status }) => [name, status])).toEqual([
    ['a ship at night', 'completed'],
    ['a castle', 'completed'],
  ]);
  expect(readdirSync(join(folder, 'films')).sort()).toEqual([
    '001-a-fox-in-the-snow',
    '002-a-ship-at-night',
    '003-a-castle',
  ]);
  expect(readdirSync(join(folder, 'films', '003-a-castle')).sort()).toEqual(['animate.mp4', 'image.png']);
}, 120_000);

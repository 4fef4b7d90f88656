import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemEnv } from '#config';
import { ApiProblem, dataOf } from '#contracts';
import { tempDir } from '#testing';
import { ROOT, digestOf, eventsUntilOver, get, runToEnd, wholeStack } from './support/stack.js';
import type { Pipeline, TestStack } from './support/stack.js';

const inputs = { scene: 'a harbour in the morning', duration: 5, quality: 'draft' };
const request = { template: 'complete_video_production', inputs, seed: 7 };

const run = promisify(execFile);
/** The command, against a gateway. */
const reelwright = async ({ url }: TestStack, ...args: string[]): Promise<string> => {
  const main = join(ROOT, 'dist/apps/cli/src/main.js');
  const env = { ...systemEnv(), REELWRIGHT_HOME: folder };
  return (await run(process.execPath, [main, ...args, '--url', url], { env, cwd: folder })).stdout;
};

const folder = tempDir();
let here: TestStack;
let there: TestStack;
let film: Pipeline;
beforeAll(async () => {
  [here, there] = await Promise.all([wholeStack(), wholeStack()]);
  film = await runToEnd(here, { ...request, options: { checkpointDir: 'harbour' } });
  expect(film.status).toBe('completed');
});

async function ledger({ client }: TestStack, id: string): Promise<[string, string][]> {
  const { items } = dataOf(await client.GET('/pipelines/{id}/checkpoints', { params: { path: { id } } }));
  return items.reverse().map(({ task_id, how }) => [task_id, how]);
}

const refused = async (answer: Promise<{ error?: unknown }>) => {
  const error = await answer.then((given) => dataOf(given as never)).catch((reason: unknown) => reason);
  return error instanceof ApiProblem ? [error.status, error.problem.code] : error;
};

test('a checkpoint is taken to another machine, and the film is finished there without repeating anything', async () => {
  const done = (await ledger(here, film.id)).slice(0, 2).map(([task]) => task);
  const out = await reelwright(here, 'checkpoints', `${film.id}@2`, '--export', 'two');
  expect(out).toContain('reelwright resume');
  expect(readdirSync(join(folder, 'two')).sort()).toEqual(['artifacts', 'checkpoint.jsonl']);

  const lines = (await reelwright(there, 'resume', 'two', '-o', 'film.mp4', '--json')).trimEnd().split('\n');
  const { id } = JSON.parse(lines.at(-1)!) as { id: string };
  const known = (await ledger(there, id)).filter(([, how]) => how === 'known').map(([task]) => task);
  expect(known.sort()).toEqual(done.sort());
  expect((await ledger(there, id)).filter(([, how]) => how === 'ran')).toHaveLength(2);
  const copy = await get(there, id);
  expect(copy.status).toBe('completed');
  expect(digestOf(copy, 'film')).toBe(digestOf(film, 'film'));
  expect(readFileSync(join(folder, 'film.mp4')).length).toBeGreaterThan(10_000);
});

test('with checkpointDir the folder is written while it runs, and whole at the end', async () => {
  const dir = join(here.home, 'checkpoints', 'harbour');
  const [header, ...results] = readFileSync(join(dir, 'checkpoint.jsonl'), 'utf8').trimEnd().split('\n');
  expect(JSON.parse(header!)).toMatchObject({ reelwright: 'checkpoint', version: 1, pipeline: film.id });
  const tasks = results.map((line) => (JSON.parse(line) as { task: string }).task);
  expect(tasks.sort()).toEqual(['animate', 'film', 'keyframe', 'music']);
  const stored = readdirSync(join(dir, 'artifacts'));
  for (const output of film.outputs) expect(stored).toContain(output.digest);
  const all = await reelwright(there, 'resume', dir, '--json');
  const { id } = JSON.parse(all.trimEnd().split('\n').at(-1)!) as { id: string };
  expect(new Set((await ledger(there, id)).map(([, how]) => how))).toEqual(new Set(['known']));
});

test('a new pipeline takes over a checkpoint with resumeFrom', async () => {
  const options = { resumeFrom: `${film.id}@4`, cache: false };
  const second = await runToEnd(here, { ...request, inputs: { ...inputs, music: 'slow piano' }, options });
  expect(Object.fromEntries(await ledger(here, second.id))).toEqual({
    ...{ keyframe: 'known', animate: 'known', music: 'ran', film: 'ran' },
  });
});

test('what is no checkpoint, has no bytes or lies elsewhere is refused', async () => {
  const { client } = here;
  const body = (text: string) => ({
    body: text,
    bodySerializer: () => text,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  expect(await refused(client.POST('/checkpoints/import', body('{"a":1}\n')))).toEqual([422, 'invalid_input']);
  expect(await refused(client.POST('/checkpoints/import', body('')))).toEqual([422, 'invalid_input']);
  const digest = 'a'.repeat(64);
  const put = { ...body('other bytes'), params: { path: { digest } } };
  expect(await refused(client.PUT('/artifacts/{digest}', put))).toEqual([422, 'bad_digest']);
  for (const checkpointDir of ['/etc/reelwright', '../outside', '.']) {
    const asked = client.POST('/pipelines', { body: { ...request, options: { checkpointDir } } });
    expect(await refused(asked)).toEqual([422, 'outside_root']);
  }
  expect(await refused(client.POST('/pipelines', { body: { ...request, options: { resumeFrom: 'none@1' } } }))).toEqual(
    [404, 'not_found'],
  );
});

test('results whose bytes did not come along are made again', async () => {
  const exported = await fetch(`${here.url}/pipelines/${film.id}/checkpoints/export`);
  const text = await exported.text();
  const missing = digestOf(film, 'music');
  const lines = text.split('\n').map((line) => line.replaceAll(missing, 'b'.repeat(64)));
  writeFileSync(join(folder, 'lines'), lines.join('\n'));
  const imported = await fetch(`${there.url}/checkpoints/import?run=true`, {
    method: 'POST',
    body: lines.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const { id } = (await imported.json()) as Pipeline;
  await eventsUntilOver(there, id);
  expect(await get(there, id)).toMatchObject({ status: 'completed' });
  expect(Object.fromEntries(await ledger(there, id))).toMatchObject({ keyframe: 'known', animate: 'known' });
  expect(digestOf(await get(there, id), 'music')).toBe(missing);
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir, until, unzipped } from '#testing';
import { dataOf } from '#contracts';
import type { components } from '#contracts';
import { reelwright } from './support/cli.js';
import { digestOf, runToEnd, wholeStack } from './support/stack.js';
import type { Pipeline, TestStack } from './support/stack.js';

type Item = components['schemas']['LibraryItemDto'];

let stack: TestStack;
let fox: Pipeline;
let film: Pipeline;
const small = { width: 64, height: 36, quality: 'draft' };
const picture = (prompt: string) => ({
  ...{ inputs: {}, seed: 1 },
  definition: {
    ...{ name: 'picture', inputs: {}, outputs: ['draw'] },
    steps: [{ id: 'draw', type: 't2i', config: { prompt, ...small } }],
  },
});
beforeAll(async () => {
  stack = await wholeStack();
  fox = await runToEnd(stack, picture('A red fox at dawn'));
  film = await runToEnd(stack, {
    ...{ inputs: {}, seed: 1 },
    definition: {
      ...{ name: 'film', inputs: {}, outputs: ['animate'] },
      steps: [
        { id: 'draw', type: 't2i', config: { prompt: 'A paper boat', ...small } },
        { id: 'large', type: 'upscale', config: {}, dependsOn: ['draw'] },
        { id: 'animate', type: 'i2v', config: { duration: 1, quality: 'draft' }, dependsOn: ['large'] },
      ],
    },
  });
  await until(async () => (await search({})).total === 4);
});

async function search(query: NonNullable<Parameters<typeof ask>[0]>) {
  return dataOf(await ask(query));
}
const ask = (query: Record<string, string | number | boolean | string[]>) =>
  stack.client.GET('/library', { params: { query: query as never } });
const steps = ({ items }: { items: Item[] }) => items.map((item) => item.step_id);
const status = async (query: Parameters<typeof ask>[0]) => (await ask(query)).response.status;

test('everything made is found, by words and by what it is', async () => {
  const found = await search({ q: 'fox RED' });
  expect(found.total).toBe(1);
  const digest = digestOf(fox, 'draw');
  expect(found.items).toEqual([
    {
      ...{ digest, kind: 'image', mime: 'image/png', name: 'draw.png', source: 'output', step_id: 'draw' },
      ...{ task_id: 'draw', step_type: 't2i', provider: 'sketch', pipeline_ids: [fox.id], width: 64, height: 36 },
      ...{ model: fox.steps[0]!.model, prompt: 'A red fox at dawn', bytes: fox.outputs[0]!.bytes },
      ...{ created_at: found.items[0]!.created_at, tags: [], favourite: false, pinned: false },
      ...{ url: `/artifacts/${digest}`, thumbnail_url: `/artifacts/${digest}/thumbnail` },
    },
  ]);
  expect(Date.parse(found.items[0]!.created_at)).toBeGreaterThan(Date.now() - 600_000);
  expect(steps(await search({ pipeline: film.id, order: 'asc' }))).toEqual(['draw', 'large', 'animate']);
  expect(steps(await search({ kind: 'video' }))).toEqual(['animate']);
  expect(steps(await search({ kind: 'video,image', step_type: 'i2v,upscale' }))).toEqual(['animate', 'large']);
  expect((await search({ source: 'upload' })).total).toBe(0);
  const today = new Date().toISOString().slice(0, 10);
  expect((await search({ from: '2026-01-01', to: today })).total).toBe(4);
  expect((await search({ to: '2020-01-01' })).total).toBe(0);
  const facets = dataOf(await stack.client.GET('/library/facets', { params: { query: { pipeline: [film.id] } } }));
  expect(facets).toMatchObject({ kind: { image: 2, video: 1 }, step_type: { t2i: 1, upscale: 1, i2v: 1 } });
});

test('pages follow on each other in any order', async () => {
  for (const sort of ['created', 'bytes', 'duration']) {
    const all = (await search({ sort })).items.map((item) => item.digest);
    const found: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await search({ sort, limit: 3, ...(cursor && { cursor }) });
      found.push(...page.items.map((item) => item.digest));
      cursor = page.next;
      if (!cursor) break;
    }
    expect(found).toEqual(all);
  }
  const { next } = await search({ limit: 1 });
  expect(await status({ cursor: next!, sort: 'bytes' })).toBe(400);
  const refused: Record<string, string>[] = [
    ...[{ cursor: 'x' }, { limit: '0' }, { sort: 'name' }, { kind: 'painting' }, { from: 'yesterday' }],
  ];
  for (const bad of refused) expect(await status(bad)).toBe(400);
});

test('how something was made, and what was made from it', async () => {
  const [draw, large, animate] = ['draw', 'large', 'animate'].map((step) => digestOf(film, step)) as [
    string,
    string,
    string,
  ];
  const params = { path: { digest: large } };
  const { nodes, edges, truncated } = dataOf(await stack.client.GET('/library/{digest}/lineage', { params }));
  expect(truncated).toBe(false);
  expect(new Set(nodes.map((node) => node.item?.step_id))).toEqual(new Set(['draw', 'large', 'animate']));
  expect(edges).toEqual([
    { from: draw, to: large, port: 'image' },
    { from: large, to: animate, port: 'image' },
  ]);
  const item = dataOf(await stack.client.GET('/library/{digest}', { params }));
  expect(item.recipe).toMatchObject({ step: { type: 'upscale' }, origin: { pipeline: film.id, task: 'large' } });
});

test('tags, favourites, names and saved searches', async () => {
  const digest = digestOf(fox, 'draw');
  const marked = await stack.client.POST('/library/mark', {
    body: { digests: [digest, 'f'.repeat(64)], favourite: true, add_tags: ['animal', 'red'] },
  });
  expect(dataOf(marked)).toEqual({ changed: 1, missing: ['f'.repeat(64)], pinned: [] });
  expect(steps(await search({ tag: 'animal,red', favourite: true }))).toEqual(['draw']);
  const edited = await stack.client.PATCH('/library/{digest}', {
    params: { path: { digest } },
    body: { name: 'Reynard', remove_tags: ['red'] },
  });
  expect(dataOf(edited)).toMatchObject({ name: 'Reynard', tags: ['animal'], favourite: true });
  expect((await search({ q: 'reyn' })).total).toBe(1);

  const params = { path: { name: 'my animals' } };
  dataOf(await stack.client.PUT('/library/searches/{name}', { params, body: { query: { tag: ['animal'] } } }));
  expect(dataOf(await stack.client.GET('/library/searches'))).toEqual([
    { name: 'my animals', query: { tag: ['animal'] } },
  ]);
  expect((await search({ search: 'my animals' })).total).toBe(1);
  expect((await search({ search: 'my animals', kind: 'video' })).total).toBe(0);
  expect(await status({ search: 'nothing' })).toBe(404);
  expect((await stack.client.DELETE('/library/searches/{name}', { params })).response.status).toBe(204);
  expect((await stack.client.DELETE('/library/searches/{name}', { params })).response.status).toBe(404);
});

test('what is found comes as one archive', async () => {
  const response = await fetch(`${stack.url}/library/zip?pipeline=${film.id}&kind=image`);
  const files = unzipped(Buffer.from(await response.arrayBuffer()));
  expect([...files.keys()]).toEqual(['001.png', '002_a-paper-boat.png', 'manifest.json']);
});

test('the command does the same', async () => {
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await reelwright(['library', ...args, '--url', stack.url]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const digest = digestOf(film, 'draw');
  const short = digest.slice(0, 12);
  expect(await run('search', 'paper', 'boat')).toMatch(new RegExp(`^${short} +image .* draw.png: A paper boat\n$`));
  expect(await run('show', short)).toContain(`Made from it:\n  ${digestOf(film, 'large').slice(0, 12)}  large.png`);
  expect(await run('tag', short, '--add', 'vessel', '--like')).toBe('1 changed.\n');
  expect(JSON.parse(await run('ls', '--tag', 'vessel', '--favourite', '--json'))).toMatchObject({ total: 1 });
  expect(await run('rm', short)).toContain('1 deleted');
  expect(await run('search', 'boat')).toBe('Nothing is found.\n');
  expect(await run('undo', short)).toBe('1 given back.\n');
  const file = join(tempDir(), 'boat.zip');
  await run('zip', 'boat', '-o', file);
  expect([...unzipped(readFileSync(file)).keys()]).toEqual(['001_a-paper-boat.png', 'manifest.json']);
  expect(await run('rebuild')).toMatch(/^\d+ files looked at, \d+ items changed, 0 dropped\.\n$/);
  expect((await reelwright(['library', 'show', 'ffffffff', '--url', stack.url])).code).toBe(2);
});

test('what is deleted can be restored; what is pinned is not deleted', async () => {
  const digest = digestOf(film, 'animate');
  const params = { path: { digest } };
  dataOf(await stack.client.PATCH('/library/{digest}', { params, body: { pinned: true } }));
  expect((await stack.client.DELETE('/library/{digest}', { params })).response.status).toBe(409);
  dataOf(await stack.client.PATCH('/library/{digest}', { params, body: { pinned: false } }));
  const trashed = dataOf(await stack.client.DELETE('/library/{digest}', { params }));
  expect(Date.parse(trashed.restorable_until!) - Date.parse(trashed.trashed_at!)).toBe(7 * 24 * 3600 * 1000);
  expect((await search({ kind: 'video' })).total).toBe(0);
  expect((await search({ trashed: true })).total).toBe(1);
  const restored = await stack.client.POST('/library/restore', { body: { digests: [digest] } });
  expect(dataOf(restored)).toEqual({ changed: 1, missing: [], pinned: [] });
  expect((await search({ kind: 'video' })).total).toBe(1);
});

test('an emptied trash is empty for good', async () => {
  const { id } = await runToEnd(stack, picture('A striped tent'));
  await until(async () => (await search({ q: 'tent' })).total === 1);
  const { items } = await search({ q: 'tent' });
  const digests = items.map(({ digest }) => digest);
  dataOf(await stack.client.POST('/library/trash', { body: { digests } }));
  expect(dataOf(await stack.client.DELETE('/library/trash'))).toEqual({ removed: 1 });
  expect((await search({ trashed: true })).total).toBe(0);
  expect(dataOf(await stack.client.POST('/library/restore', { body: { digests } })).missing).toEqual(digests);
  expect((await stack.client.GET('/pipelines/{id}', { params: { path: { id } } })).response.status).toBe(200);
  expect(dataOf(await stack.client.DELETE('/library/trash'))).toEqual({ removed: 0 });
});

test('a deleted pipeline leaves its items, and their bytes', async () => {
  const gone = await runToEnd(stack, picture('A blue whale'));
  await until(async () => (await search({ q: 'whale' })).total === 1);
  dataOf(await stack.client.DELETE('/pipelines/{id}', { params: { path: { id: gone.id } } }));
  dataOf(await stack.client.POST('/storage/collect', { body: { unused_days: 0 } }));
  const { items } = await search({ q: 'whale' });
  expect((await fetch(stack.url + items[0]!.url)).status).toBe(200);
});

test('what was stored otherwise is found after a rebuild', async () => {
  const before = await search({});
  const asked = await stack.client.POST('/library/rebuild', { body: { force: true } });
  expect(asked.response.status).toBe(202);
  await until(async () => dataOf(await stack.client.GET('/library/rebuild')).state === 'done');
  const words = Buffer.from('without a recipe');
  const digest = createHash('sha256').update(words).digest('hex');
  expect((await fetch(`${stack.url}/artifacts/${digest}`, { method: 'PUT', body: words })).status).toBe(204);
  const after = await search({});
  expect(after.items).toEqual(before.items);
  expect((await stack.client.GET('/library/{digest}', { params: { path: { digest } } })).response.status).toBe(404);
});

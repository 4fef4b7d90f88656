import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { dataOf } from '#contracts';
import type { components } from '#contracts';
import { tempDir } from '#testing';
import { reelwright } from './support/cli.js';
import { runToEnd, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

type Schemas = components['schemas'];

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const picture = {
  ...{ name: 'picture', description: 'One picture', inputs: { scene: 'string' }, outputs: ['draw'] },
  steps: [{ id: 'draw', type: 't2i', config: { prompt: '{{inputs.scene}}', width: 64, height: 36, quality: 'draft' } }],
};
const parameters = [{ step: 'draw', path: 'width', input: 'width', description: 'Pixels' }];

const create = (body: Schemas['SaveBlueprintDto']) => stack.client.POST('/blueprints', { body });
const get = async (name: string, version?: number) =>
  stack.client.GET('/blueprints/{name}', { params: { path: { name }, query: version ? { version } : {} } });
const add = (name: string, body: Schemas['SaveVersionDto'], etag?: string) =>
  stack.client.POST('/blueprints/{name}/versions', {
    params: { path: { name }, header: etag ? { 'if-match': etag } : {} },
    body,
  });
const codeOf = (answer: { error?: unknown }) => (answer.error as { code: string }).code;
const widthOf = (pipeline: Schemas['PipelineDto']) => (pipeline.outputs[0]!.facts as { width: number }).width;

test('a definition is saved with settings as inputs, and run by its name, version and preset', async () => {
  const first = dataOf(await create({ name: 'tale', definition: picture, parameters, note: 'first' }));
  expect(first).toMatchObject({ name: 'tale', version: 1, revision: 1, note: 'first', built_in: false });
  expect(first.inputs).toMatchObject([
    { name: 'scene', type: 'string', required: true },
    { name: 'width', type: 'number', default: 64, description: 'Pixels', required: false },
  ]);
  dataOf(await add('tale', { definition: { ...picture, inputs: { scene: { type: 'string', default: 'a lake' } } } }));

  const older = await runToEnd(stack, { blueprint: 'tale@1', inputs: { scene: 'a fox', width: 96 } });
  expect([older.name, older.status, widthOf(older)]).toEqual(['tale', 'completed', 96]);
  const latest = await runToEnd(stack, { blueprint: 'tale' });
  expect([latest.inputs, widthOf(latest)]).toEqual([{ scene: 'a lake' }, 64]);

  const path = { name: 'tale', preset: 'night' };
  const body = { inputs: { scene: 'a city at night' }, seed: 7, options: { lane: 'background' as const } };
  dataOf(await stack.client.PUT('/blueprints/{name}/presets/{preset}', { params: { path }, body }));
  const plan = { blueprint: 'tale', preset: 'night' };
  const pipeline = dataOf(await stack.client.POST('/pipelines', { body: plan }));
  expect(pipeline).toMatchObject({ inputs: { scene: 'a city at night' }, seed: 7, lane: 'background' });
  const other = dataOf(await stack.client.POST('/pipelines', { body: { ...plan, inputs: { scene: 'x' }, seed: 8 } }));
  expect(other).toMatchObject({ inputs: { scene: 'x' }, seed: 8, lane: 'background' });
  expect(dataOf(await stack.client.POST('/pipelines/plan', { body: plan })).steps).toHaveLength(1);
  expect(dataOf(await stack.client.POST('/pipelines/validate', { body: plan })).valid).toBe(true);

  const schedule = { name: 'nightly', cron: '0 3 * * *', timezone: 'UTC', pipeline: plan };
  const scheduled = dataOf(await stack.client.POST('/schedules', { body: schedule }));
  expect(scheduled.pipeline_name).toBe('tale');

  for (const bad of [{ blueprint: 'tail' }, { blueprint: 'tale@9' }, { blueprint: 'tale', preset: 'day' }])
    expect((await stack.client.POST('/pipelines', { body: bad })).response.status).toBe(404);
  expect((await stack.client.POST('/pipelines', { body: { blueprint: 'a b' } })).response.status).toBe(400);
});

test('what is wrong is told before anything is saved', async () => {
  const wrong = { ...picture, steps: [{ id: 'draw', type: 't2j', config: {} }] };
  const refused = await create({ name: 'wrong', definition: wrong });
  expect(refused.response.status).toBe(422);
  expect((refused.error as unknown as Schemas['ProblemDto']).problems![0]).toMatchObject({ code: 'unknown_type' });
  const lost = await create({
    name: 'wrong',
    definition: picture,
    parameters: [{ step: 'drew', path: 'x', input: 'y' }],
  });
  expect((lost.error as unknown as Schemas['ProblemDto']).problems![0]).toMatchObject({
    ...{ code: 'unknown_step', path: 'parameters[0].step', hint: 'Did you mean "draw"?' },
  });
  expect((await create({ definition: { ...picture, name: 'not a name' } })).response.status).toBe(400);
  expect((await get('wrong')).response.status).toBe(404);
  const params = { path: { name: 'story_panels', preset: 'odd' } };
  const preset = await stack.client.PUT('/blueprints/{name}/presets/{preset}', { params, body: { inputs: { no: 1 } } });
  expect(preset.response.status).toBe(422);
});

test('versions stay, and of two people who change the same one is told', async () => {
  const { data, response } = await create({ name: 'shared', definition: picture });
  const etag = response.headers.get('etag')!;
  expect((await create({ name: 'shared', definition: picture })).response.status).toBe(409);
  const changed = { ...picture, description: 'Another' };
  expect(dataOf(await add('shared', { definition: changed, note: 'mine' }, etag)).version).toBe(2);
  const late = await add('shared', { definition: picture, note: 'theirs' }, etag);
  expect([late.response.status, codeOf(late)]).toEqual([412, 'changed_meanwhile']);
  expect(dataOf(await get('shared', 1)).definition).toEqual(data!.definition);
  const versions = await stack.client.GET('/blueprints/{name}/versions', { params: { path: { name: 'shared' } } });
  expect(dataOf(versions)).toMatchObject({ total: 2, items: [{ version: 2, note: 'mine' }, { version: 1 }] });
});

test('templates are among them, can be copied, and not changed', async () => {
  const query = { q: 'panels', built_in: true };
  const { items } = dataOf(await stack.client.GET('/blueprints', { params: { query } }));
  expect(items.map(({ name, built_in }) => [name, built_in])).toContainEqual(['story_panels', true]);
  const copied = await stack.client.POST('/blueprints/{name}/copy', {
    params: { path: { name: 'story_panels' } },
    body: { name: 'my_panels' },
  });
  expect(dataOf(copied)).toMatchObject({ name: 'my_panels', version: 1, built_in: false });
  const refused = [
    await add('story_panels', { definition: picture }),
    await create({ name: 'story_panels', definition: picture }),
    await stack.client.DELETE('/blueprints/{name}', { params: { path: { name: 'story_panels' } } }),
  ];
  expect(refused.map((answer) => [answer.response.status, codeOf(answer)])).toEqual(
    refused.map(() => [409, 'built_in']),
  );
});

test('what is deleted can be restored', async () => {
  dataOf(await create({ name: 'brief', definition: picture }));
  const params = { path: { name: 'brief' } };
  expect((await stack.client.DELETE('/blueprints/{name}', { params })).response.status).toBe(204);
  expect((await get('brief')).response.status).toBe(404);
  expect(codeOf(await create({ name: 'brief', definition: picture }))).toBe('blueprint_deleted');
  const trash = dataOf(await stack.client.GET('/blueprints', { params: { query: { deleted: true } } }));
  expect(trash.items.map(({ name }) => name)).toEqual(['brief']);
  dataOf(await stack.client.POST('/blueprints/{name}/restore', { params }));
  expect(dataOf(await get('brief')).version).toBe(1);
});

test('the command saves, shows, runs, takes out and in', async () => {
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await reelwright([...args, '--url', stack.url]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const made = await runToEnd(stack, { definition: picture, inputs: { scene: 'a windmill' } });
  expect(await run('blueprints', 'save', made.id, 'mill', '--param', 'draw.width=width')).toBe('Saved mill@1.\n');
  expect(await run('blueprints', 'save', made.id, 'mill', '--note', 'again', '--bare')).toBe('Saved mill@2.\n');
  expect(await run('blueprints', 'ls', 'mill')).toMatch(/^mill +@2 +One picture\n$/);
  expect(await run('blueprints', 'show', 'mill')).toMatch(/@2 +\d{4}-\d\d-\d\d +again/);
  const folder = tempDir();
  const file = join(folder, 'mill.yaml');
  await run('blueprints', 'export', 'mill@1', '-o', file);
  const exported = parse(readFileSync(file, 'utf8')) as { inputs: object };
  expect(exported).toMatchObject({
    name: 'mill',
    inputs: { scene: { default: 'a windmill' }, width: { default: 64 } },
  });
  writeFileSync(file, readFileSync(file, 'utf8').replace('a windmill', 'a watermill'));
  expect(await run('blueprints', 'import', file)).toBe('Saved mill@3.\n');
  const output = join(folder, 'mill.png');
  await run('run', 'mill@3', '--input', 'width=80', '-o', output);
  const { items } = dataOf(await stack.client.GET('/pipelines', { params: { query: { limit: 1 } } }));
  const params = { path: { id: items[0]!.id } };
  expect(dataOf(await stack.client.GET('/pipelines/{id}', { params })).inputs).toEqual({
    scene: 'a watermill',
    width: 80,
  });
  await run('blueprints', 'rm', 'mill');
  expect(await run('blueprints', 'undo', 'mill')).toBe('mill is back.\n');
});

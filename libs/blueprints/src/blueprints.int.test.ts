import { Redis } from 'ioredis';
import type { PipelineDefinition } from '#pipeline';
import { randomPrefix, sharedRedis } from '#testing';
import { Blueprints, parseBlueprintRef } from './index.js';

const DAY = 24 * 3600 * 1000;
let redis: Redis;
let blueprints: Blueprints;
let keys: { base: string; root: (name: string) => string };
beforeAll(async () => {
  redis = new Redis(await sharedRedis());
});
afterAll(() => redis.quit());
beforeEach(() => {
  const base = `{${randomPrefix()}}:`;
  keys = { base, root: (name) => `${base}${name}` };
  blueprints = new Blueprints(redis, keys, DAY);
});

const film = (prompt: string, name = 'film'): PipelineDefinition => ({
  ...{ name, description: `about ${prompt}`, inputs: {}, outputs: ['draw'] },
  steps: [{ id: 'draw', type: 't2i', config: { prompt } }],
});

test('versions are numbered and stay as they are, the latest one counts', async () => {
  expect(await blueprints.save('new', film('a fox'), { note: 'first' })).toEqual({
    ...{ verdict: 'ok', version: 1, revision: 1 },
  });
  expect(await blueprints.save('new', film('a fox'))).toEqual({ verdict: 'exists' });
  expect(await blueprints.save('add', film('a whale'))).toMatchObject({ version: 2, revision: 2 });
  expect(await blueprints.save('add', film('x', 'other'))).toEqual({ verdict: 'missing' });
  expect(await blueprints.get('film')).toMatchObject({ latest: 2, description: 'about a whale', builtIn: false });
  expect((await blueprints.version('film'))!.definition).toEqual(film('a whale'));
  expect(await blueprints.version('film', 1)).toMatchObject({ version: 1, note: 'first', definition: film('a fox') });
  expect(await blueprints.version('film', 3)).toBeUndefined();
  expect((await blueprints.versions('film', 0, 10)).map(({ version }) => version)).toEqual([2, 1]);
  expect((await blueprints.versions('film', 1, 10)).map(({ version }) => version)).toEqual([1]);
});

test('of two changes to the same revision, one is refused', async () => {
  await blueprints.save('new', film('a fox'));
  const both = await Promise.all(['a', 'b'].map((prompt) => blueprints.save('add', film(prompt), { expected: 1 })));
  expect(both.map(({ verdict }) => verdict).sort()).toEqual(['changed', 'ok']);
  expect(await blueprints.move('film', 'out', 1)).toBe('changed');
});

test('what is deleted can be restored with all its versions, for a while', async () => {
  await blueprints.save('new', film('a fox'));
  await blueprints.savePreset('film', 'quick', { description: '', inputs: {} });
  expect(await blueprints.move('film', 'out')).toBe('ok');
  expect(await blueprints.move('film', 'out')).toBe('missing');
  expect(await blueprints.get('film')).toBeUndefined();
  expect(await blueprints.version('film')).toBeUndefined();
  expect(await blueprints.save('new', film('a whale'))).toEqual({ verdict: 'deleted' });
  expect((await blueprints.list('trash')).map(({ name }) => name)).toEqual(['film']);
  expect(await blueprints.move('film', 'back')).toBe('ok');
  expect((await blueprints.version('film', 1))!.definition).toEqual(film('a fox'));
  await blueprints.move('film', 'out');
  await new Blueprints(redis, keys, -1000).move('other', 'out');
  expect(await blueprints.list('trash')).toEqual([]);
  expect(await redis.keys(`${keys.base}*`)).toEqual([]);
  expect(await blueprints.save('new', film('a whale'))).toMatchObject({ version: 1 });
});

test('templates are among them, and never change', async () => {
  await blueprints.save('new', film('a fox'));
  const all = await blueprints.list();
  expect(all.filter(({ builtIn }) => !builtIn).map(({ name }) => name)).toEqual(['film']);
  expect(all.map(({ name }) => name)).toContain('story_panels');
  expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).sort());
  expect(await blueprints.version('story_panels')).toMatchObject({ version: 1, definition: { name: 'story_panels' } });
  expect(await blueprints.version('story_panels', 2)).toBeUndefined();
  expect(await blueprints.save('add', film('x', 'story_panels'))).toEqual({ verdict: 'built_in' });
  expect(await blueprints.move('story_panels', 'out')).toBe('built_in');
});

test('presets, of blueprints and of templates', async () => {
  const values = { description: 'fast', inputs: { quality: 'draft' }, seed: 7 };
  expect(await blueprints.savePreset('story_panels', 'quick', values)).toEqual({ verdict: 'ok', revision: 1 });
  expect(await blueprints.savePreset('story_panels', 'quick', { ...values, seed: 8 }, 1)).toMatchObject({
    revision: 2,
  });
  expect(await blueprints.savePreset('story_panels', 'quick', values, 1)).toEqual({ verdict: 'changed' });
  expect(await blueprints.preset('story_panels', 'quick')).toMatchObject({ ...values, seed: 8, revision: 2 });
  expect((await blueprints.presets('story_panels')).map(({ name }) => name)).toEqual(['quick']);
  expect(await blueprints.savePreset('story_panels', 'quick', undefined)).toMatchObject({ verdict: 'ok' });
  expect(await blueprints.savePreset('story_panels', 'quick', undefined)).toEqual({ verdict: 'missing' });
});

test('a version is named after an @', () => {
  expect(parseBlueprintRef('film')).toEqual({ name: 'film' });
  expect(parseBlueprintRef('my-film@12')).toEqual({ name: 'my-film', version: 12 });
  for (const bad of ['', '@1', 'film@', 'film@x', '1film', 'a:b', 'a b'])
    expect(parseBlueprintRef(bad)).toBeUndefined();
});

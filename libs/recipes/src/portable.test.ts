import { parsedRecipe, portableRecipe, portableText } from './portable.js';

const digest = 'ab'.repeat(32);
const kept = {
  ...{ schema: 1, media: 'image', mime: 'image/png', seed: 7, facts: { width: 64 } },
  step: { type: 't2i', version: '1' },
  provider: { id: 'sketch', model: 'sketch', version: '2' },
  config: { prompt: 'a <b>fox</b> & friends, 100 %' },
  inputs: { image: digest },
  origin: { pipeline: 'p1', step: 'draw', task: 'draw[0]', at: '2026-01-31T10:00:00.000Z', cost: 12 },
};
const own = portableRecipe(digest, kept)!;

test('what is kept beside bytes becomes what travels with them', () => {
  expect(own).toEqual({
    ...{ reelwright: 1, digest, media: 'image', mime: 'image/png', made_at: '2026-01-31T10:00:00.000Z', seed: 7 },
    ...{ step: kept.step, provider: kept.provider, config: kept.config, inputs: kept.inputs },
  });
  expect(portableRecipe(digest, { kind: 'upload', media: 'image' })).toBeUndefined();
  expect(portableRecipe(digest, { ...kept, part: 'mask' })).toBeUndefined();
  expect(portableRecipe(digest, undefined)).toBeUndefined();
});

test('it is read again as it was written, and nothing in it looks like a script', () => {
  const recipe = { ...own, config: { prompt: '<script>javascript:1</script> %PDF-1.7 &amp; Füchse 🦊' } };
  const text = portableText(recipe);
  expect(text).not.toMatch(/[<>&%]|javascript:/);
  expect(parsedRecipe(text)).toEqual(recipe);
});

test('secrets and what is only meant for this machine stay behind', () => {
  const config = {
    ...{ prompt: 'either/or, 1/2', api_key: 'sk-1', token: 'x', max_tokens: 40, output: '/home/ann/films/a.mp4' },
    nested: [{ path: 'C:\\films', keep: 'yes' }, 'file:///etc/passwd', 'https://ann:pw@a.example/x.png?sig=1#y'],
  };
  expect(portableRecipe(digest, { ...kept, config })!.config).toEqual({
    ...{ prompt: 'either/or, 1/2', max_tokens: 40 },
    nested: [{ keep: 'yes' }, 'https://a.example/x.png'],
  });
});

test.each([
  ['no JSON', '{"reelwright":1'],
  ['a list', '[]'],
  ['another version', JSON.stringify({ ...own, reelwright: 2 })],
  ['settings that are none', JSON.stringify({ ...own, config: 'all' })],
  ['a seed that is none', JSON.stringify({ ...own, seed: -1.5 })],
  ['a name without end', JSON.stringify({ ...own, step: { type: 'x'.repeat(300), version: '1' } })],
  ['a tower', JSON.stringify(own).replace('"config":{', `"config":{"deep":${'['.repeat(50)}${']'.repeat(50)},`)],
  ['a tower without end', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
])('%s is no recipe', (_, text) => expect(parsedRecipe(text)).toBeUndefined());

test('what is not known is left out, and nothing reaches the prototype', () => {
  const text = JSON.stringify({ ...own, more: 1 }).replace('{', '{"__proto__":{"admin":true},');
  const read = parsedRecipe(text)!;
  expect(read).toEqual(own);
  expect((read as unknown as { admin?: boolean }).admin).toBeUndefined();
});

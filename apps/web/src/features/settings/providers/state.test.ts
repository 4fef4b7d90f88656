import { modelRows, standing } from './state';

type Provider = Parameters<typeof standing>[0];
type Model = Provider['models'][number];

const model = (more: Partial<Model>): Model => ({
  ...{ step_type: 'i2v', model: 'wan', names: [], title: 'Wan: moves pictures', resource: 'remote' },
  ...{ available: true, limits: {}, price_usd: 0.25 },
  ...more,
});
const provider = (models: Model[], more: Partial<Provider> = {}): Provider => ({
  ...{ id: 'fal', title: 'fal', configured: models.length > 0, models },
  ...more,
});
const away = { available: false, why: 'it does not answer' };

test.each([
  ['not set up', provider([], { set_up: 'Set FAL_KEY.' }), 'idle', 'Not set up', ['Set FAL_KEY.']],
  ['ready', provider([model({}), model({ step_type: 't2v' })]), 'done', 'Ready, 2 kinds of step', []],
  ['away', provider([model(away), model({ ...away, model: 'kling' })]), 'failed', 'Cannot be used now', [away.why]],
  ['partly there', provider([model(away), model({ model: 'kling' })]), 'done', 'Ready, 1 of 2 models', []],
])('a provider that is %s', (_, given, tone, words, why) => expect(standing(given)).toEqual({ tone, words, why }));

test('a model is one row, with all it does, what it takes and what it costs', () => {
  const rows = modelRows([
    model({ ...away, model: 'old' }),
    model({ limits: { duration: { max: 10 } } }),
    model({ step_type: 't2v', price_usd: 0.4, limits: { resolution: { oneOf: ['480p', '720p'] } } }),
    model({ model: 'free', price_usd: 0 }),
  ]);
  expect(rows.map((row) => row.model)).toEqual(['wan', 'free', 'old']);
  expect(rows[0]).toEqual({
    ...{ model: 'wan', title: 'Wan', steps: ['I2V', 'T2V'], price: '$0.25 to $0.40', why: undefined },
    limits: 'Duration up to 10 · Resolution: 480p, 720p',
  });
  expect(rows[1]!.price).toBe('free');
  expect(rows[2]!.why).toBe('it does not answer');
  const { price_usd: _, ...unpriced } = model({});
  expect(modelRows([unpriced])[0]!.price).toBe('price unknown');
});

import { byKey, byModel, csv, drift, driftWords, shapeOf } from './shape';

type Row = Parameters<typeof shapeOf>[0][number];

const NOW = Date.UTC(2026, 10, 21, 23, 30);
const row = (day: number, model: string, spent: number, more: Partial<Row> = {}): Row => ({
  ...{ day: `2026-11-${day}`, key: 'default', provider: 'fal', model, requests: 1, spent_usd: spent },
  ...more,
});

test('days stand in a row, each with what each model cost', () => {
  const { series, days } = shapeOf([row(21, 'a', 0.1), row(21, 'a', 0.2), row(21, 'b', 0.5), row(19, 'a', 1)], 3, NOW);
  expect(series).toEqual(['fal/a', 'fal/b']);
  expect(days).toEqual([
    { day: '2026-11-19', total: 1, by: { 'fal/a': 1 } },
    { day: '2026-11-20', total: 0, by: {} },
    { day: '2026-11-21', total: 0.8, by: { 'fal/a': 0.3, 'fal/b': 0.5 } },
  ]);
});

test('of many models the dearest stay, and nothing is lost', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((model, at) => row(21, model, 10 - at));
  const { series, days } = shapeOf(items, 1, NOW);
  expect(series).toEqual(['fal/a', 'fal/b', 'fal/c', 'fal/d', 'fal/e', 'other models']);
  expect(days[0]!.by['other models']).toBe(9);
  expect(days[0]!.total).toBe(49);
});

test('models and keys are told by what they cost', () => {
  const items = [row(21, 'a', 1), row(20, 'a', 2), row(20, 'b', 5, { key: 'k1', key_name: 'nightly', requests: 4 })];
  expect(byModel(items)).toEqual([
    { name: 'fal/b', spent: 5, requests: 4 },
    { name: 'fal/a', spent: 3, requests: 2 },
  ]);
  expect(byKey(items).map(({ name }) => name)).toEqual(['nightly', 'the operator']);
});

test.each([
  [[], 'No bills yet to compare with'],
  [[[1, 1]], 'Bills were as estimated'],
  [
    [
      [1, 1.04],
      [1, 1.04],
    ],
    'Estimates held within 4 %',
  ],
  [[[1, 0.5]], 'Bills were 50 % under the estimates'],
  [[[1, 1.2]], 'Bills were 20 % over the estimates'],
] as [[number, number][], string][])('%j: %s', (pairs, words) => {
  const rows = pairs.map(([estimated_usd, billed_usd]) => ({
    ...{ provider: 'fal', model: 'a', estimated_usd, billed_usd, ratio: billed_usd / estimated_usd },
  }));
  expect(driftWords(drift({ drift: rows }))).toBe(words);
});

test('a table for spreadsheets keeps commas and quotes, and gives no formulas', () => {
  expect(csv([row(21, 'a', 1, { key: 'k1', key_name: '=1+1, "x"' })])).toBe(
    'day,key,key_name,provider,model,requests,spent_usd\r\n2026-11-21,k1,"\'=1+1, ""x""",fal,a,1,1\r\n',
  );
});

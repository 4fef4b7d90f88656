import type { LedgerEntry } from '../gateway/api.js';
import { budgetLines, limitsOf } from './budget.js';
import { estimateLines } from './estimate.js';
import { ledgerLines } from './ledger.js';
import { usageLines } from './usage.js';
import { pausedLines } from './watching.js';

const entry = (change: Partial<LedgerEntry>): LedgerEntry => ({
  ...{ request_id: 'r', pipeline_id: 'p1', step_id: 'a', task_id: 'a[1]', provider: 'fal', model: 'wan' },
  ...{ state: 'settled', created_at: new Date(0).toISOString() },
  ...change,
});

test('the ledger tells estimates, costs, and what nobody knows', () => {
  const items = [
    entry({ estimate_micro_dollars: 400_000, actual_micro_dollars: 410_000 }),
    entry({ state: 'unknown', note: 'no answer came' }),
  ];
  const text = ledgerLines(items, 3, 60_000).join('\n');
  for (const words of [
    '$0.40',
    '$0.41',
    'p1 a[1]',
    'no answer came',
    '1 earlier',
    '1 whose outcome is unknown',
    'request r',
  ])
    expect(text).toContain(words);
  expect(ledgerLines([], 0, 0)).toEqual(['Nothing was ever paid for.']);
});

test('budgets are told with what is spent and reserved', () => {
  const text = budgetLines({
    day: { limit_usd: 20, spent_usd: 1.5, reserved_usd: 0.35 },
    month: { limit_usd: 90, spent_usd: 31, reserved_usd: 0.35 },
    key: { spent_usd: 7, reserved_usd: 0 },
    each_pipeline_usd: 4,
  }).join('\n');
  for (const words of ['$20.00', '$1.50', '$0.35', 'none', '$7.00', '$90.00', '$31.00', 'each pipeline', '$4.00'])
    expect(text).toContain(words);
  expect(limitsOf({ day: '$2.50', key: 'none' })).toEqual({ day_usd: 2.5, key_usd: null });
  expect(limitsOf({ month: '90', pipeline: '4' })).toEqual({ month_usd: 90, pipeline_usd: 4 });
  expect(() => limitsOf({ day: 'much' })).toThrow('not an amount');
});

test('usage is told by day and model, and how far estimates were off', () => {
  const text = usageLines(
    {
      items: [{ day: '2026-11-21', key: 'default', provider: 'fal', model: 'wan', requests: 3, spent_usd: 1.2 }],
      drift: [{ provider: 'fal', model: 'wan', estimated_usd: 1, billed_usd: 1.2, ratio: 1.2 }],
      spent_usd: 1.2,
      saved: [{ day: '2026-11-21', saved_usd: 0.4 }],
    },
    30,
  ).join('\n');
  for (const words of ['2026-11-21', 'fal/wan', '$1.20', '+20.0 %', '$0.40 more was saved'])
    expect(text).toContain(words);
  expect(usageLines({ items: [], drift: [], spent_usd: 0, saved: [] }, 7)).toEqual([
    'Nothing was spent in the last 7 days.',
  ]);
});

test('a pipeline that waits for money says whose, how much, and what to do', () => {
  const by = { reason: 'budget', scope: 'day', limit_usd: 20, spent_usd: 19.9, needed_usd: 0.35 } as const;
  const text = pausedLines('p1', { ...by, step_id: 'a', task_id: 'a[3]' }).join('\n');
  for (const words of ['a[3] would cost $0.35', 'the budget of the day of $20.00', '$19.90', 'budget --day 21'])
    expect(text).toContain(words);
});

test('an estimate is a bill with a total, and says what it does not know', () => {
  const of = { step_id: 'a', step_type: 'i2v', label: 'I2V', provider: 'fal', model: 'wan' };
  const line = { ...of, count: 30, cached: 0 };
  const steps = [{ ...line, unit_usd: 0.35, total_usd: 10.5, text: 'I2V: 30 × $0.35 = $10.50' }];
  const text = estimateLines({ steps, total_usd: 10.5, seconds: 60, unpriced: ['b'], uncounted: ['c'] }).join('\n');
  for (const words of ['I2V: 30 × $0.35 = $10.50', 'fal/wan', 'Total: $10.50', 'what b cost', 'Tasks of c'])
    expect(text).toContain(words);
});

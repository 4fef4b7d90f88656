import type { LedgerEntry } from '../gateway/api.js';
import { ledgerLines } from './ledger.js';

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
  for (const words of ['$0.40', '$0.41', 'p1 a[1]', 'no answer came', '1 earlier', '1 whose outcome is unknown'])
    expect(text).toContain(words);
  expect(ledgerLines([], 0, 0)).toEqual(['Nothing was ever paid for.']);
});

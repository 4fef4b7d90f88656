import { estimateText } from './estimate.js';
import type { EstimateLine } from './estimate.js';

const line = (label: string, count: number, each: number | undefined): EstimateLine => ({
  ...{ id: 'a', type: 'a', label, provider: 'p', model: 'm', count, cached: 0, each },
  total: each === undefined ? undefined : each * count,
});

test('a bill reads as people write one', () => {
  expect(estimateText(line('Prompt enhancement', 15, 1_000))).toBe('Prompt enhancement: 15 × $0.001 = $0.015');
  expect(estimateText(line('I2I', 30, 28_000))).toBe('I2I: 30 × $0.028 = $0.84');
  expect(estimateText(line('I2V', 30, 350_000))).toBe('I2V: 30 × $0.35 = $10.50');
  expect(estimateText(line('T2I', 2, undefined))).toBe('T2I: 2 × ? = ?');
  expect(estimateText(line('Mux', 1, 0))).toBe('Mux: 1 × $0.00 = $0.00');
});

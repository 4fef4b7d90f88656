import type { PlannedStep, Selection } from '#pipeline';
import { afterFailovers, failoverTold, nextProvider } from './failover.js';

const at = (provider: string, microDollars?: number): Selection => ({
  ...{ provider, model: 'm', resource: 'remote', why: '' },
  ...(microDollars !== undefined && { microDollars }),
});
const step = {
  id: 'a',
  selection: at('fal', 40_000),
  failover: [at('replicate', 50_000), at('openai')],
} as PlannedStep;

test('providers take over in the order they are named, and then nobody', () => {
  expect(afterFailovers(step, 0).selection.provider).toBe('fal');
  expect(afterFailovers(step, 1).selection.provider).toBe('replicate');
  expect(nextProvider(step, 0, 'provider_unavailable')?.provider).toBe('replicate');
  expect(nextProvider(step, 1, 'quota_exceeded')?.provider).toBe('openai');
  expect(nextProvider(step, 2, 'network')).toBeUndefined();
});

test('what may be paid already, was refused for what it is, or is our own fault goes nowhere else', () => {
  for (const code of ['outcome_unknown', 'moderated', 'invalid_input', 'internal', 'disk_full'] as const)
    expect(nextProvider(step, 0, code)).toBeUndefined();
});

test('the change of price is told', () => {
  expect(failoverTold(step, step.failover![0]!)).toEqual({
    from: { provider: 'fal', model: 'm', unit_micro_dollars: 40_000 },
    to: { provider: 'replicate', model: 'm', unit_micro_dollars: 50_000 },
  });
});

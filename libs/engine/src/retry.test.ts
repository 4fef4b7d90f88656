import { FAILURE_CODES, failurePolicy } from '#pipeline';
import { decideFailure } from './retry.js';

const none = () => 0;
const most = () => 1;

describe('what follows a failed attempt', () => {
  it('waits longer each time, spread by half of the wait', () => {
    const delays = (random: () => number) =>
      [1, 2].map((attempt) => decideFailure('network', attempt, {}, 'abort', 0, random).delayMs);
    expect(delays(none)).toEqual([500, 1000]);
    expect(delays(most)).toEqual([1000, 2000]);
  });

  it('gives up when tries are used up', () => {
    expect(decideFailure('network', 3, {}, 'abort')).toEqual({ action: 'abort', delayMs: 0 });
    expect(decideFailure('network', 3, {}, 'skip')).toEqual({ action: 'skip', delayMs: 0 });
    expect(decideFailure('network', 3, { maxAttempts: 5 }, 'abort').action).toBe('retry');
  });

  it('waits at least what the provider asked for', () => {
    expect(decideFailure('rate_limited', 1, {}, 'abort', 30_000, none).delayMs).toBe(30_000);
  });

  it('tries again only what is listed, where there is a list', () => {
    const retry = { retryableErrors: ['timeout'] };
    expect(decideFailure('timeout', 1, retry, 'abort').action).toBe('retry');
    expect(decideFailure('network', 1, retry, 'abort').action).toBe('abort');
  });

  it.each(FAILURE_CODES)('%s has a policy that agrees with itself', (code) => {
    const policy = failurePolicy(code);
    expect(decideFailure(code, 1, {}, 'abort').action).toBe(policy.retryable ? 'retry' : 'abort');
    expect(policy.hint).not.toBe('');
    if (policy.type === 'transient') expect(policy.retryable).toBe(true);
    if (policy.type === 'permanent' || policy.type === 'validation') expect(policy.retryable).toBe(false);
  });
});

import { FAILURE_CODES, failurePolicy } from '#pipeline';
import { decideFailure } from './retry.js';

const none = () => 0;
const most = () => 1;

describe('what follows a failed attempt', () => {
  it('waits longer each time, spread by half of the wait', () => {
    const delays = (random: () => number) =>
      [1, 2].map((attempt) => decideFailure({ code: 'network', attempt }, {}, 'abort', random).delayMs);
    expect(delays(none)).toEqual([500, 1000]);
    expect(delays(most)).toEqual([1000, 2000]);
  });

  it('gives up when tries are used up', () => {
    const third = { code: 'network', attempt: 3 } as const;
    expect(decideFailure(third, {}, 'abort')).toEqual({ action: 'abort', delayMs: 0 });
    expect(decideFailure(third, {}, 'skip')).toEqual({ action: 'skip', delayMs: 0 });
    expect(decideFailure(third, {}, 'retry')).toEqual({ action: 'abort', delayMs: 0 });
    expect(decideFailure(third, { maxAttempts: 5 }, 'abort').action).toBe('retry');
  });

  it('waits at least what the provider asked for', () => {
    const failed = { code: 'rate_limited', attempt: 1, retryAfterMs: 30_000 } as const;
    expect(decideFailure(failed, {}, 'abort', none).delayMs).toBe(30_000);
  });

  it('tries again only what is listed, where there is a list', () => {
    const retry = { retryableErrors: ['timeout'] };
    expect(decideFailure({ code: 'timeout', attempt: 1 }, retry, 'abort').action).toBe('retry');
    expect(decideFailure({ code: 'network', attempt: 1 }, retry, 'abort').action).toBe('abort');
    expect(decideFailure({ code: 'out_of_memory', attempt: 1, canLower: true }, retry, 'abort').action).toBe('abort');
  });

  it('tries permanent failures again where asked to, but not what the user has to change', () => {
    expect(decideFailure({ code: 'media_failed', attempt: 1 }, {}, 'retry').action).toBe('retry');
    expect(decideFailure({ code: 'invalid_input', attempt: 1 }, {}, 'retry').action).toBe('abort');
  });

  it('goes down the ladder for want of memory, however many attempts there were, and ends on its last rung', () => {
    const failed = { code: 'out_of_memory', attempt: 3 } as const;
    expect(decideFailure({ ...failed, canLower: true }, {}, 'skip')).toEqual({ action: 'lower', delayMs: 0 });
    expect(decideFailure({ ...failed, attempt: 1 }, {}, 'abort').action).toBe('abort');
  });

  it.each(FAILURE_CODES)('%s has a policy that agrees with itself', (code) => {
    const policy = failurePolicy(code);
    const { action } = decideFailure({ code, attempt: 1, canLower: true }, {}, 'abort');
    expect(action).toBe({ retry: 'retry', retry_lower: 'lower', abort: 'abort' }[policy.action]);
    expect(policy.hint).not.toBe('');
    if (policy.type === 'transient') expect(policy.retryable).toBe(true);
    if (policy.type === 'permanent' || policy.type === 'validation') expect(policy.retryable).toBe(false);
  });
});

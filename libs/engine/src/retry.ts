import type { FailureCode, RetryConfig } from '#pipeline';
import { failurePolicy } from '#pipeline';

const DEFAULT_RETRY: RetryConfig = {
  maxAttempts: 3,
  backoffMs: 1000,
  backoffMultiplier: 2,
  retryableErrors: [],
};

export type FailureDecision = { action: 'retry'; delayMs: number } | { action: 'skip' | 'abort'; delayMs: 0 };

/**
 * What follows a failed attempt. The delay grows with the attempts and is spread by half of itself (`random` in
 * [0, 1)), so that tasks that failed together do not come back together; a wait the provider asked for is a minimum.
 */
export function decideFailure(
  code: FailureCode,
  attempt: number,
  retry: Partial<RetryConfig>,
  onFailure: 'abort' | 'skip',
  retryAfterMs = 0,
  random: () => number = Math.random,
): FailureDecision {
  const config = { ...DEFAULT_RETRY, ...retry };
  const listed = config.retryableErrors.length === 0 || config.retryableErrors.includes(code);
  if (failurePolicy(code).retryable && listed && attempt < config.maxAttempts) {
    const backoff = config.backoffMs * config.backoffMultiplier ** (attempt - 1);
    return { action: 'retry', delayMs: Math.round(Math.max(backoff * (0.5 + random() / 2), retryAfterMs)) };
  }
  return { action: onFailure, delayMs: 0 };
}

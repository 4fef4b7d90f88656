import type { FailureCode, OnFailure, RetryConfig } from '#pipeline';
import { failurePolicy } from '#pipeline';

const DEFAULT_RETRY: RetryConfig = {
  maxAttempts: 3,
  backoffMs: 1000,
  backoffMultiplier: 2,
  retryableErrors: [],
};

/** A failed attempt, as far as it decides what follows. */
export interface FailedAttempt {
  code: FailureCode;
  /** 1 for the first; work that was only lowered since is the same attempt. */
  attempt: number;
  /** What the provider asked us to wait. */
  retryAfterMs?: number | undefined;
  /** The ladder of lower settings has another rung. */
  canLower?: boolean;
}

export type FailureDecision = { action: 'retry'; delayMs: number } | { action: 'lower' | 'skip' | 'abort'; delayMs: 0 };

/**
 * What follows a failed attempt. The delay grows with the attempts and is spread by half of itself (`random` in
 * [0, 1)), so that tasks that failed together do not come back together; a wait the provider asked for is a minimum.
 * Lower settings cost no attempt: the ladder ends by itself. On its last rung the work is not tried again as it was.
 */
export function decideFailure(
  { code, attempt, retryAfterMs = 0, canLower = false }: FailedAttempt,
  retry: Partial<RetryConfig>,
  onFailure: OnFailure,
  random: () => number = Math.random,
): FailureDecision {
  const config = { ...DEFAULT_RETRY, ...retry };
  const { action, type } = failurePolicy(code);
  const listed = config.retryableErrors.length === 0 || config.retryableErrors.includes(code);
  if (action === 'retry_lower' && canLower && listed) return { action: 'lower', delayMs: 0 };
  const worthIt = action === 'retry' || (onFailure === 'retry' && type !== 'validation');
  if (worthIt && listed && attempt < config.maxAttempts) {
    const backoff = config.backoffMs * config.backoffMultiplier ** (attempt - 1);
    return { action: 'retry', delayMs: Math.round(Math.max(backoff * (0.5 + random() / 2), retryAfterMs)) };
  }
  return { action: onFailure === 'skip' ? 'skip' : 'abort', delayMs: 0 };
}

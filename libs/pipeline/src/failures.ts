/**
 * Every way a task can fail, and what is done about it: data, so that no decision is taken by reading a message.
 * `type` and `retryable` follow the public `PipelineError`.
 */
export type FailureType = 'transient' | 'permanent' | 'resource' | 'validation';

/** What the engine does: retry later, retry with lower settings, wait for a person, or give up. */
export type FailureAction = 'retry' | 'retry_lower' | 'abort';

export interface FailurePolicy {
  type: FailureType;
  retryable: boolean;
  action: FailureAction;
  /** What the user can do, one sentence. */
  hint: string;
}

const policies = {
  network: { type: 'transient', action: 'retry', hint: 'The connection failed; it is tried again by itself.' },
  timeout: { type: 'transient', action: 'retry', hint: 'It took too long; it is tried again by itself.' },
  rate_limited: {
    type: 'transient',
    action: 'retry',
    hint: 'The provider asked to slow down; it is tried again later.',
  },
  provider_unavailable: {
    type: 'transient',
    action: 'retry',
    hint: 'Check that the provider is running and reachable.',
  },
  worker_lost: {
    type: 'transient',
    action: 'retry',
    hint: 'The worker stopped in the middle; another one takes over.',
  },
  out_of_memory: { type: 'resource', action: 'retry_lower', hint: 'Use a smaller size or a lower quality.' },
  card_too_small: {
    type: 'resource',
    action: 'abort',
    hint: 'Choose a smaller model, or run a worker on a card with more memory.',
  },
  disk_full: {
    type: 'resource',
    action: 'abort',
    hint: 'Free some disk space or raise the limit, then run the pipeline again.',
  },
  invalid_input: { type: 'validation', action: 'abort', hint: 'Change the input named in the message.' },
  moderated: { type: 'permanent', action: 'abort', hint: 'Reword the prompt; the provider refused it.' },
  unauthorised: {
    type: 'permanent',
    action: 'abort',
    hint: 'Check the key of the provider named in the message, and what the key may do.',
  },
  quota_exceeded: {
    type: 'permanent',
    action: 'abort',
    hint: 'Add credit or raise the limit at the provider named in the message.',
  },
  price_unknown: {
    type: 'permanent',
    action: 'abort',
    hint: 'Give the model a price in your own list of prices, choose another, or take the budget away.',
  },
  outcome_unknown: {
    type: 'permanent',
    action: 'abort',
    hint: 'It may have been made and billed: look it up at the provider before it is made again.',
  },
  bad_answer: {
    type: 'permanent',
    action: 'abort',
    hint: 'The provider sent something that cannot be used; try another model, or ask the provider.',
  },
  model_not_found: { type: 'permanent', action: 'abort', hint: 'Choose a model the provider has.' },
  unsupported: { type: 'permanent', action: 'abort', hint: 'Choose a provider that can run this step.' },
  tool_missing: {
    type: 'permanent',
    action: 'abort',
    hint: 'Install the program named in the message; `reelwright doctor` shows how.',
  },
  media_failed: {
    type: 'permanent',
    action: 'abort',
    hint: 'The media could not be processed; the message says where.',
  },
  poisoned: {
    type: 'permanent',
    action: 'abort',
    hint: 'It stopped several workers in a row, so it is not tried again.',
  },
  internal: {
    type: 'permanent',
    action: 'abort',
    hint: 'This is a fault in Reelwright; please report it with the log.',
  },
} as const satisfies Record<string, Omit<FailurePolicy, 'retryable'>>;

export type FailureCode = keyof typeof policies;
export const FAILURE_CODES = Object.keys(policies) as FailureCode[];

export function failurePolicy(code: FailureCode): FailurePolicy {
  const policy = policies[code];
  return { ...policy, retryable: policy.action !== 'abort' };
}

/**
 * Failures that are the provider's own, and say nothing about the work: another one may do it. Not among them: work that
 * may be paid for already, and work that was refused for what it is.
 */
const ELSEWHERE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...(['network', 'timeout', 'rate_limited', 'provider_unavailable', 'unauthorised', 'quota_exceeded'] as const),
  ...(['bad_answer', 'model_not_found', 'unsupported'] as const),
]);

export const isWorthElsewhere = (code: FailureCode): boolean => ELSEWHERE.has(code);

/** A failure that has been classified; `message` says what happened and where, in words for the user. */
export class PipelineFailure extends Error {
  override readonly name = 'PipelineFailure';
  constructor(
    readonly code: FailureCode,
    message: string,
    readonly details?: unknown,
    options?: { cause?: unknown; retryAfterMs?: number },
  ) {
    super(message, { cause: options?.cause });
    this.retryAfterMs = options?.retryAfterMs;
  }
  /** What the provider asked us to wait, if it did. */
  readonly retryAfterMs: number | undefined;
}

/** Thrown when a signal stopped the work: an outcome of its own, not a failure. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

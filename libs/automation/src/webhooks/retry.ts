import type { WebhookFormat } from './formats.js';

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
/** How long to wait after each attempt that failed; after the last one it is given up. */
export const RETRY_AFTER_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
];
const JITTER = 0.1;

/** How an attempt ended: with a status, or without any. */
export interface Attempt {
  status?: number;
  /** What the receiver asks to wait. */
  retryAfterMs?: number;
}

export interface Judgement {
  state: 'delivered' | 'pending' | 'failed';
  delayMs: number;
  /** Why the webhook is told nothing any more. */
  disable?: string;
}

/** What follows from an attempt, the `tries`-th; `chance` is from 0 to 1. Pure. */
export function judge(
  { status, retryAfterMs }: Attempt,
  tries: number,
  format: WebhookFormat,
  chance: number,
): Judgement {
  if (status !== undefined && status >= 200 && status < 300) return { state: 'delivered', delayMs: 0 };
  // Slack and Discord answer 404 for an address that was taken back.
  const gone = status === 410 || (status === 404 && format !== 'standard');
  if (gone) return { state: 'failed', delayMs: 0, disable: `it answered ${status}: it wants nothing more` };
  const usual = RETRY_AFTER_MS[tries - 1];
  if (usual === undefined) return { state: 'failed', delayMs: 0 };
  const spread = usual * (1 + JITTER * (2 * chance - 1));
  return { state: 'pending', delayMs: Math.round(Math.max(spread, retryAfterMs ?? 0)) };
}

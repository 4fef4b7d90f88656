const LONGEST_WAIT_MS = 3_600_000;

/** What a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date; an hour at most. */
export function retryAfterMs(headers: Record<string, string>, now = Date.now()): number | undefined {
  const milliseconds = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] && milliseconds >= 0) return Math.min(milliseconds, LONGEST_WAIT_MS);
  const text = headers['retry-after'];
  if (!text) return undefined;
  const wait = Number.isFinite(Number(text)) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), LONGEST_WAIT_MS) : undefined;
}

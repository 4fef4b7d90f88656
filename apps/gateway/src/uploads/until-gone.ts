import type { Response } from 'express';

/** Fires when nobody waits for the answer any more. */
export function untilGone(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort(new Error('the client has left')));
  return left.signal;
}

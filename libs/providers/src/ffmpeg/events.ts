import { CancelledError } from '#pipeline';
import type { ProviderEvent } from '../port.js';
import { asPipelineError } from './failures.js';

/**
 * Runs a task that reports by calling back, as a stream of progress events; returns what the task gives.
 * @param doing what is going on, for messages
 * @param signal an abort ends in CancelledError, whatever the task throws then
 * @throws PipelineFailure or CancelledError for what media tools throw
 */
export async function* progressOf<T>(
  doing: string,
  signal: AbortSignal,
  task: (report: (fraction: number, note?: string) => void) => Promise<T>,
): AsyncGenerator<ProviderEvent, T> {
  let latest: ProviderEvent | undefined;
  let wake: () => void = () => undefined;
  let done = false;
  const work = task((fraction, note) => {
    latest = { type: 'progress', fraction, ...(note !== undefined && { note }) };
    wake();
  }).finally(() => {
    done = true;
    wake();
  });
  work.catch(() => undefined); // Thrown below, once the reader has caught up.
  while (!done) {
    const event = latest;
    latest = undefined;
    if (event) yield event;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) throw new CancelledError(`${doing} was cancelled.`, { cause: error });
    throw asPipelineError(error, doing);
  }
}

/**
 * Does something again and again, never twice at once. Returns how to stop it: what is under way is told by its signal,
 * and waited for.
 */
export function every(
  ms: number,
  round: (signal: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const stopped = new AbortController();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= round(stopped.signal)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) onError(error);
      })
      .finally(() => (running = undefined));
  }, ms).unref();
  return async () => {
    clearInterval(timer);
    stopped.abort();
    await running;
  };
}

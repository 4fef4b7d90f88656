import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Watches how long Redis lets others wait; `stop` returns the longest wait in milliseconds. */
export function watchPing(url: string): { stop(): Promise<number> } {
  const thread = new Worker(new URL('./ping-thread.js', import.meta.url), { workerData: { url } });
  return {
    stop: async () => {
      thread.postMessage('stop');
      const [worst] = (await once(thread, 'message')) as [number];
      return worst;
    },
  };
}

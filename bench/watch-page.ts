import type { Page } from '../test/support/browser.js';
import { round } from './stats.js';

export interface MainThread {
  /** Milliseconds of the longest task since the last question; browsers tell those over 50, so 0 means none. */
  longest(): Promise<number>;
}

/** From now on, the tasks that kept the page from answering. Source: Long Tasks API, W3C. */
export async function mainThread(page: Page): Promise<MainThread> {
  await page.evaluate(`
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask' });
  `);
  return {
    async longest() {
      // What is observed is told a moment later.
      await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 }))');
      const tasks: number[] = await page.evaluate('window.longTasks.splice(0)');
      return round(Math.max(0, ...tasks), 0);
    },
  };
}

/** What the page's scripts hold when nothing is left to be collected. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

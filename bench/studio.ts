import { gzipSync } from 'node:zlib';
import { createClient, dataOf } from '#contracts';
import type { ApiClient } from '#contracts';
import { DESK, openPage } from '../test/support/browser.js';
import type { Page } from '../test/support/browser.js';
import { withStack } from '../test/support/running-stack.js';
import { median, round } from './stats.js';
import { chainOf, largeRun } from './studio-work.js';
import type { Figure, Suite } from './suite.js';
import { heapMb, mainThread } from './watch-page.js';

const OPENINGS = 7;
const OUTPUTS = 500;
const NODES = 300;
const WATCH_MS = 10 * 60_000;
const BETWEEN_MS = 15_000;
const PAINT_MS = 1_500;
const SCRIPT_KB = 250;
const LONGEST_MS = 50;
/** What a page may hold more after ten minutes of new results than after the first. */
const FLAT = 1.25;

export const studio: Suite = {
  name: 'studio',
  what: 'the page in Chromium, from a real stack: how soon it is there, and whether it stays smooth when there is much',
  run: (log) =>
    withStack(async ({ url }) => {
      const client = createClient(url, {});
      const figures = await opening(url);
      log('a run of 500 pictures, watched and scrolled while they arrive');
      const id = await largeRun(client, OUTPUTS);
      figures.push(...(await gallery(url, client, id)));
      log('a workflow of 300 nodes');
      figures.push(...(await graph(url, client)));
      log('ten minutes of runs, one after the other, on one page');
      figures.push(...(await longWatch(url, client)));
      return figures;
    }),
};

/** Largest contentful paint of a first visit, and what of scripts is loaded before it; medians over fresh browsers. */
async function opening(url: string): Promise<Figure[]> {
  const paints: number[] = [];
  let scripts = 0;
  for (let at = 0; at < OPENINGS; at += 1) {
    const { page } = await openPage(DESK);
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script')
        sizes.push(response.body().then((body) => gzipSync(body).byteLength));
    });
    await page.goto(`${url}/studio/`, { waitUntil: 'networkidle' });
    paints.push(await page.evaluate<number>(LARGEST_PAINT));
    scripts = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
    await page.context().close();
  }
  return [
    below('studio_lcp_ms', round(median(paints), 0), 'ms', 'largest contentful paint of a first visit', PAINT_MS),
    below('studio_script_kb', round(scripts), 'kB', 'scripts loaded with the page, gzipped', SCRIPT_KB),
  ];
}

const LARGEST_PAINT = `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
  .observe({ type: 'largest-contentful-paint', buffered: true }))`;

/** Scrolled up and down while results arrive, and again when all are there. */
async function gallery(url: string, client: ApiClient, id: string): Promise<Figure[]> {
  const { page } = await openPage(DESK);
  await page.goto(`${url}/studio/?run=${id}`, { waitUntil: 'networkidle' });
  await page.mouse.move(800, 600);
  const arriving = await mainThread(page);
  for (let done = false; !done;) {
    await scroll(page, 1);
    await scroll(page, -1);
    done = ['completed', 'failed'].includes((await read(client, id)).status);
  }
  const whileArriving = await arriving.longest();
  const still = await mainThread(page);
  for (let turn = 0; turn < 3; turn += 1) {
    await scroll(page, 4);
    await scroll(page, -4);
  }
  const elements = await page.evaluate<number>('document.querySelectorAll("*").length');
  const figures = [
    below('gallery_arriving_ms', whileArriving, 'ms', `longest task while ${OUTPUTS} results arrive`, LONGEST_MS),
    below('gallery_scroll_ms', await still.longest(), 'ms', `longest task while ${OUTPUTS} are scrolled`, LONGEST_MS),
    { key: 'gallery_elements', value: elements, unit: '', what: 'elements in the page at the end' },
  ];
  await page.context().close();
  return figures;
}

async function scroll(page: Page, screens: number): Promise<void> {
  const steps = Math.abs(screens) * 9;
  for (let step = 0; step < steps; step += 1) {
    await page.mouse.wheel(0, Math.sign(screens) * 100);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
}

/** Panned, zoomed, and a node dragged about. */
async function graph(url: string, client: ApiClient): Promise<Figure[]> {
  const name = 'bench-graph';
  dataOf(await client.POST('/blueprints', { body: { name, definition: chainOf(NODES) } }));
  const { page } = await openPage(DESK);
  await page.goto(`${url}/studio/workflows/${name}`, { waitUntil: 'networkidle' });
  const pane = page.locator('.react-flow__pane');
  await pane.waitFor();
  const box = (await pane.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const watched = await mainThread(page);
  await dragged(page, [x, y + 80], [x - 400, y - 100]);
  const panned = await watched.longest();
  for (let turn = 0; turn < 40; turn += 1) {
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, turn % 20 < 10 ? -120 : 120);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
  const zoomed = await watched.longest();
  const node = page.locator('.react-flow__node').first();
  const at = (await node.boundingBox())!;
  await dragged(page, [at.x + at.width / 2, at.y + 12], [at.x + 200, at.y + 150]);
  const moved = await watched.longest();
  await page.context().close();
  return [
    below('graph_pan_ms', panned, 'ms', `longest task while a graph of ${NODES} nodes is panned`, LONGEST_MS),
    below('graph_zoom_ms', zoomed, 'ms', 'the same while it is zoomed', LONGEST_MS),
    below('graph_drag_ms', moved, 'ms', 'the same while a node is dragged', LONGEST_MS),
  ];
}

async function dragged(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 40 });
  await page.mouse.move(...from, { steps: 40 });
  await page.mouse.up();
}

/** One page that shows run after run; what it holds after the first of ten minutes, and after the last. */
async function longWatch(url: string, client: ApiClient): Promise<Figure[]> {
  const { page } = await openPage(DESK);
  await page.goto(`${url}/studio/`, { waitUntil: 'networkidle' });
  const held: number[] = [];
  const until = performance.now() + WATCH_MS;
  for (let run = 0; performance.now() < until; run += 1) {
    const id = await largeRun(client, 50, run);
    // The page goes there by itself, as it would by a click: the document stays.
    await page.evaluate(
      `history.pushState({}, '', '/studio/?run=${id}'); dispatchEvent(new PopStateEvent('popstate'))`,
    );
    await page.getByRole('status').filter({ hasText: 'Completed' }).waitFor({ timeout: 120_000 });
    await scroll(page, 2);
    held.push(await heapMb(page));
    await page.waitForTimeout(BETWEEN_MS);
  }
  const early = median(held.slice(2, 5));
  const late = median(held.slice(-3));
  const ratio = round(late / early, 2);
  await page.context().close();
  return [
    { key: 'heap_early_mb', value: round(early), unit: 'MB', what: 'of heap after the third run' },
    { key: 'heap_late_mb', value: round(late), unit: 'MB', what: `of heap after ${held.length} runs in ten minutes` },
    below('heap_growth', ratio, '×', 'of the former in the latter', FLAT),
  ];
}

const read = async (client: ApiClient, id: string) =>
  dataOf(await client.GET('/pipelines/{id}', { params: { path: { id } } }));

function below(key: string, value: number, unit: string, what: string, most: number): Figure {
  return { ...{ key, value, unit, what }, target: `< ${most}`, ok: value < most };
}

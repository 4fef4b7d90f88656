import { gzipSync } from 'node:zlib';
import type { Page, WebSocketRoute } from 'playwright-core';
import { dataOf } from '#contracts';
import { until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { get, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

/** Most of it may be loaded before anything is shown. */
const MOST_SCRIPT_BYTES = 250_000;

const pictures = (count: number, seed: number) => ({
  seed,
  definition: {
    name: `Pictures ${seed}`,
    steps: [{ id: 'pictures', type: 't2i', count, config: { prompt: 'a harbour at dawn', quality: 'draft' } }],
  },
});
const pause = async () => dataOf(await stack.client.POST('/queue/{name}/pause', { params: { path: { name: 'gpu' } } }));
const goOn = async () => dataOf(await stack.client.POST('/queue/{name}/resume', { params: { path: { name: 'gpu' } } }));

async function show(page: Page, id: string): Promise<void> {
  await page.goto(`${stack.url}/studio/?run=${id}`);
  await page
    .getByRole('status')
    .filter({ hasText: /Running/ })
    .waitFor();
  await page.evaluate('window.sameDocument = true');
}

const isHealthy = async () => (await fetch(`${stack.url}/health`).catch(() => undefined))?.ok === true;
const isSameDocument = (page: Page) => page.evaluate('window.sameDocument === true');
const completed = (page: Page) => page.getByRole('status').filter({ hasText: 'Completed' });
const pictureButtons = (page: Page) => page.getByRole('button', { name: /Open image/ });

test('a gateway that is killed during a run is missed, and found again without a reload', async () => {
  await pause();
  const { id } = await submit(stack, pictures(6, 1));
  const { page } = await openPage(DESK);
  await show(page, id);
  const before = stack.stack.pids.gateway!;
  process.kill(before, 'SIGKILL');
  await page.getByText('Connecting again').waitFor();
  await until(async () => stack.stack.pids.gateway !== before && (await isHealthy()));
  await goOn();
  await completed(page).waitFor();
  expect(await pictureButtons(page).count()).toBe(6);
  expect(await isSameDocument(page)).toBe(true);
});

test('what happened while the page was away is caught up with', async () => {
  await pause();
  const { id } = await submit(stack, pictures(5, 2));
  const { page } = await openPage(DESK);
  const sockets: WebSocketRoute[] = [];
  let away = false;
  await page.routeWebSocket(/\/events/, (socket) => {
    if (away) return void socket.close();
    socket.connectToServer();
    sockets.push(socket);
  });
  await show(page, id);
  away = true;
  for (const socket of sockets) await socket.close();
  await page.getByText('Connecting again').waitFor();
  await goOn();
  await until(async () => (await get(stack, id)).status === 'completed');
  expect(await pictureButtons(page).count()).toBeLessThanOrEqual(5);
  away = false;
  await until(async () => (await pictureButtons(page).count()) === 5);
  await completed(page).waitFor();
  expect(await isSameDocument(page)).toBe(true);
});

test('two tabs show the same run, whichever of them acts', async () => {
  await pause();
  const { id } = await submit(stack, pictures(3, 3));
  const { page: one, errors } = await openPage(DESK);
  const two = await one.context().newPage();
  await Promise.all([show(one, id), show(two, id)]);
  await one.getByRole('button', { name: 'Pause', exact: true }).click();
  await two.getByRole('status').filter({ hasText: 'Paused' }).waitFor();
  await two.getByRole('button', { name: 'Go on' }).click();
  await one.getByRole('status').filter({ hasText: 'Running' }).waitFor();
  await goOn();
  for (const page of [one, two]) {
    await completed(page).waitFor();
    await until(async () => (await pictureButtons(page).count()) === 3);
  }
  expect(errors).toEqual([]);
});

test('the end of a run is told on every screen, and leads to it', async () => {
  await pause();
  const { id } = await submit(stack, pictures(1, 4));
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/library`);
  await page.getByText('0 of 1 done').waitFor();
  await goOn();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await completed(page).waitFor();
  expect(page.url()).toContain(id);
  expect(errors).toEqual([]);
});

describe.each([
  ['a desk', DESK],
  ['a phone', PHONE],
])('on %s', (_, options) => {
  test('keys and words lead everywhere', async () => {
    const { page, errors } = await openPage(options);
    await page.goto(`${stack.url}/studio/`);
    await page.getByRole('heading', { name: 'What do you want to create?' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Find a screen/).fill('pictures 3');
    await page.getByRole('option', { name: 'Pictures 3' }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByPlaceholder(/Find a screen/).fill('budg');
    await page.keyboard.press('Enter');
    await page.waitForURL(/settings\/budgets/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Find anything').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('who is new is shown around', async () => {
    const { page, errors } = await openPage(options);
    await page.goto(`${stack.url}/studio/library`);
    const more = page.getByRole('button', { name: /^(Menu|More)$/ }).filter({ visible: true });
    await more.click();
    await page.getByRole('menuitem', { name: 'Show me around' }).click();
    await page.getByRole('heading', { name: 'Say it once' }).waitFor();
    expect(await violations(page)).toEqual([]);
    for (let stops = 1; stops < 10 && (await page.getByRole('button', { name: 'Next' }).count()) > 0; stops += 1)
      await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'And the rest' }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });
});

test('what is loaded before the first picture is small', async () => {
  const { page } = await openPage(DESK);
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).byteLength));
  });
  await page.goto(`${stack.url}/studio/`, { waitUntil: 'networkidle' });
  const sizes = await Promise.all(scripts);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(MOST_SCRIPT_BYTES / 10);
  expect(total).toBeLessThan(MOST_SCRIPT_BYTES);
});

import { readFile } from 'node:fs/promises';
import { dataOf } from '#contracts';
import { FakeFal, afterFile, until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { runToEnd, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

const KEY = 'let-me-in';
const MODEL = 'fal-ai/nano-banana';

let stack: TestStack;
let fal: FakeFal;
beforeAll(async () => {
  fal = await new FakeFal({ key: KEY }).start();
  afterFile(() => fal.stop());
  stack = await wholeStack({ falKey: KEY, falQueueUrl: fal.url, falRestUrl: fal.url });
});

const picture = (name: string, prompt: string, provider?: string) => ({
  definition: {
    name,
    steps: [
      {
        ...{ id: 'a', type: 't2i', count: 2 },
        ...(provider !== undefined && { provider, model: MODEL }),
        config: { prompt, width: 64, height: 36, quality: 'draft' },
      },
    ],
    outputs: ['a'],
  },
});
const ledger = async () => dataOf(await stack.client.GET('/ledger', { params: { query: {} } })).items;
const queued = async () => dataOf(await stack.client.GET('/queue')).pipelines;

test('what was spent is what the ledger says, in the chart, in the table and as a file', async () => {
  await runToEnd(stack, picture('paid', 'a hill by the sea', 'fal'));
  const spent = (await ledger()).reduce((sum, entry) => sum + entry.actual_micro_dollars!, 0);
  expect(spent).toBe(78_000);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/usage`);
  const chart = page.getByRole('region', { name: 'Spent by day' });
  await chart.locator('.recharts-bar-rectangle path').first().waitFor();
  await chart.getByText('As a table').click();
  const row = chart.getByRole('row').filter({ hasText: new Date().toISOString().slice(0, 10) });
  expect(await row.getByRole('cell').allTextContents()).toEqual(['$0.078', '$0.078']);
  const models = page.getByRole('region', { name: 'By model' });
  expect(await models.getByRole('listitem').textContent()).toContain(`fal/${MODEL}$0.0782 requests`);
  await page.getByText('Bills were as estimated').waitFor();
  await page.getByRole('radio', { name: '7 days' }).click();
  await page.getByText('in 7 days').waitFor();
  expect(page.url()).toContain('days=7');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const file = await readFile(await (await saving).path(), 'utf8');
  expect(file.split('\r\n')[1]).toMatch(/^\d{4}-\d\d-\d\d,default,,fal,fal-ai\/nano-banana,2,0\.078$/);
  expect(errors).toEqual([]);
});

test('a request whose answer was lost is shown, looked up, and settled', async () => {
  fal.fail('submit', 'lost');
  fal.fail('submit', 'lost');
  await runToEnd(stack, picture('lost', 'a lake that nobody saw', 'fal'));
  const unknown = (await ledger()).filter(({ state }) => state === 'unknown');
  expect(unknown).toHaveLength(2);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/usage`);
  const panel = page.getByRole('region', { name: 'Paid requests with unknown outcome' });
  const settle = panel.getByRole('button', { name: 'Say what it cost' });
  await settle.first().click();
  await page.getByRole('button', { name: 'It was billed' }).click();
  await page.getByText('A number is needed.').waitFor();
  await page.getByLabel('Billed, in dollars').fill('0.05');
  await page.getByRole('button', { name: 'It was billed' }).click();
  await until(async () => (await settle.count()) === 1);
  await settle.click();
  await page.getByRole('button', { name: 'It was not billed' }).click();
  await panel.waitFor({ state: 'detached' });
  await page.getByText('$0.13').first().waitFor();
  const settled = (await ledger()).filter(({ request_id }) => unknown.some((one) => one.request_id === request_id));
  expect(settled.map(({ state, actual_micro_dollars }) => [state, actual_micro_dollars]).sort()).toEqual([
    ['rejected', 0],
    ['settled', 50_000],
  ]);
  expect(errors).toEqual([]);
});

describe('runs that wait', () => {
  beforeAll(async () => {
    dataOf(await stack.client.POST('/queue/{name}/pause', { params: { path: { name: 'gpu' } } }));
    for (const name of ['alpha', 'beta', 'gamma']) await submit(stack, picture(name, `a hill of ${name}`));
  });

  test.each([
    ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
    ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
    ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
    ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
  ])('%s: queue and usage can be used by everybody, and fit', async (_, options) => {
    const { page, errors } = await openPage(options);
    for (const [path, there] of [
      ['queue', page.getByRole('article').first()],
      ['usage', page.locator('.recharts-bar-rectangle path').first()],
    ] as const) {
      await page.goto(`${stack.url}/studio/${path}`);
      await there.waitFor();
      expect(await violations(page)).toEqual([]);
      const width: number = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
    }
    expect(errors).toEqual([]);
  });

  test('are put in another order by keys, from a menu and by dragging; a queue goes on when it is resumed', async () => {
    const { page, errors } = await openPage(DESK);
    await page.goto(`${stack.url}/studio/queue`);
    const first = page.getByRole('list', { name: 'First' });
    const orderIs = (names: string[]) =>
      until(async () => {
        const placed = (await queued()).filter(({ place }) => place === 'first');
        const there = placed.sort((a, b) => a.rank! - b.rank!).map(({ name }) => name);
        const seen = await first.getByRole('link').allTextContents();
        const lower = seen.map((name) => name.toLowerCase());
        return [there, lower].every((list) => JSON.stringify(list) === JSON.stringify(names));
      });
    await page.getByRole('button', { name: 'Move gamma' }).press('ArrowUp');
    await orderIs(['gamma']);
    // It can be moved on at once.
    await until(async () => (await page.evaluate('document.activeElement.ariaLabel')) === 'Move gamma');
    await page.getByRole('button', { name: 'Where beta stands' }).click();
    await page.getByRole('menuitem', { name: 'Serve first' }).click();
    await orderIs(['beta', 'gamma']);
    await page.getByRole('button', { name: 'Move beta' }).press('ArrowDown');
    await orderIs(['gamma', 'beta']);
    const from = (await page.getByRole('button', { name: 'Move alpha' }).boundingBox())!;
    const to = (await first.getByRole('listitem').last().boundingBox())!;
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + to.height / 4, { steps: 5 });
    await page.mouse.up();
    await orderIs(['gamma', 'alpha', 'beta']);

    await page
      .getByRole('article', { name: /^Worker .* on / })
      .first()
      .waitFor();
    await page.getByText('cpu0').first().waitFor();
    await page.getByRole('button', { name: 'Resume Cards' }).click();
    await page.getByRole('button', { name: 'Pause Cards' }).waitFor();
    await page.getByText('Nothing runs', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await queued()).toEqual([]);
    expect(errors).toEqual([]);
  }, 90_000);
});

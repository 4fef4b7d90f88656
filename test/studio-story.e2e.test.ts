import { dataOf } from '#contracts';
import { until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { get, runToEnd, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
let story: string;
beforeAll(async () => {
  stack = await wholeStack();
  const inputs = { idea: 'a fox who keeps a lighthouse', shots: 3, duration: 5, quality: 'draft' };
  story = (await runToEnd(stack, { template: 'idea_to_video', inputs, seed: 3 })).id;
}, 120_000);

const digests = async (id: string, step_id: string) =>
  dataOf(
    await stack.client.GET('/pipelines/{id}/steps/{step_id}', { params: { path: { id, step_id }, query: {} } }),
  ).items.map(({ outputs }) => outputs[0]?.digest);

test('a story is shown with its board; a shot is changed, priced, and made anew alone', async () => {
  const before = await digests(story, 'first_frame');
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/story/${story}`);
  await page.getByRole('heading', { name: 'Characters' }).waitFor();
  await page.getByRole('heading', { name: 'Script' }).waitFor();
  await page.getByRole('heading', { name: /3 shots/ }).waitFor();
  await page.getByLabel('The film').waitFor();
  await page.getByRole('button', { name: /Play shot 1/ }).hover();
  await page.getByRole('button', { name: 'Edit shot 2' }).click();
  await page.getByRole('textbox', { name: 'What it shows' }).fill('a red fox on a pier at night');
  await page.getByRole('button', { name: 'Change the shot' }).click();
  await page.getByText('Changed, not made anew yet').waitFor();
  // Nothing is made anew by itself.
  expect(await get(stack, story)).toMatchObject({ status: 'completed', run: 1 });
  await page.getByRole('button', { name: 'What changes' }).click();
  await page.getByRole('row', { name: /First frame 2 1 free/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Make anew · free' }).click();
  await page.getByText('Changed, not made anew yet').waitFor({ state: 'detached' });
  await until(async () => {
    const { run, status } = await get(stack, story);
    return run === 2 && status === 'completed';
  }, 60_000);
  const after = await digests(story, 'first_frame');
  expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  expect(after[1]).not.toBe(before[1]);
  expect(errors).toEqual([]);
}, 120_000);

test('all shots of a project file are exported; stopped, it goes on with what was made', async () => {
  // What makes videos larger waits until it is let go, so that the export cannot end before it is stopped.
  const queue = (way: 'pause' | 'resume') =>
    way === 'pause'
      ? stack.client.POST('/queue/{name}/pause', { params: { path: { name: 'cpu' } } })
      : stack.client.POST('/queue/{name}/resume', { params: { path: { name: 'cpu' } } });
  dataOf(await queue('pause'));
  const project = {
    name: 'Two scenes',
    scenes: [
      { name: 'Harbour', shots: [{ prompt: 'a harbour', motion: 'push in', seconds: 1 }] },
      { name: 'Sea', shots: [{ prompt: 'a boat at sea', seconds: 1 }] },
    ],
  };
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/story/new`);
  const file = (text: string) => ({ name: 'project.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.locator('input[type=file]').setInputFiles(file('{"scenes": []}'));
  await page.getByText('There are no scenes in it.').waitFor();
  await page.locator('input[type=file]').setInputFiles(file(JSON.stringify(project)));
  await page.getByRole('heading', { name: /Two scenes/ }).waitFor();
  await page.getByRole('radio', { name: 'Draft' }).click();
  await page.getByRole('switch', { name: 'Make each video twice as large in the end' }).click();
  await page.getByText('2 × free').nth(2).waitFor();
  await page.getByRole('button', { name: 'Export all · 2 shots · free' }).click();
  await page.waitForURL(/\/story\/(?!new)/);
  const id = page.url().split('/').at(-1)!;
  const videos = async () => (await digests(id, 'video')).filter(Boolean);
  await until(async () => (await videos()).length === 2, 60_000);
  const made = await videos();
  await page.getByText('Video is there').nth(1).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Cancelled$/ })
    .waitFor();
  dataOf(await queue('resume'));
  await page.getByRole('button', { name: 'Go on' }).click();
  await until(async () => (await get(stack, id)).status === 'completed', 90_000);
  await page
    .getByRole('status')
    .filter({ hasText: /^Done$/ })
    .waitFor();
  expect(await videos()).toEqual(made);
  const done = await get(stack, id);
  expect(done.steps.map(({ tasks_done, tasks_reused }) => [tasks_done, tasks_reused])).toEqual([
    [2, 2],
    [2, 2],
    [2, 0],
  ]);
  const href = await page.getByRole('link', { name: 'ZIP' }).getAttribute('href');
  expect((await fetch(`${stack.url}${href}`)).headers.get('content-type')).toContain('zip');
  expect(errors).toEqual([]);
}, 180_000);

test.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])(
  'everybody can use a story, and it fits, on %s',
  async (_, options) => {
    const { page, errors } = await openPage(options);
    const fits = async () => {
      // As tall as it is, so that no bar lies over half of something.
      const height: number = await page.evaluate('document.documentElement.scrollHeight');
      await page.setViewportSize({ width: options.viewport.width, height });
      expect(await violations(page)).toEqual([]);
      const width: number = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
    };
    await page.goto(`${stack.url}/studio/story/${story}`);
    await page.getByRole('button', { name: /Play shot 3/ }).waitFor();
    await fits();
    await page.getByRole('button', { name: /Export all/ }).click();
    await page.getByRole('button', { name: /Export all · 3 shots · free/ }).waitFor();
    await fits();
    await page.goto(`${stack.url}/studio/story/new`);
    await page.getByRole('button', { name: 'Use this example' }).waitFor();
    await fits();
    expect(errors).toEqual([]);
  },
  60_000,
);

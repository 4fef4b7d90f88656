import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { dataOf } from '#contracts';
import { CANARY, FakeFal, afterFile, until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { get, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
let fal: FakeFal;
beforeAll(async () => {
  fal = await new FakeFal({ key: CANARY, looks: 0 }).start();
  afterFile(() => fal.stop());
  stack = await wholeStack({ falKey: CANARY, falQueueUrl: fal.url, falRestUrl: fal.url });
});

const SMALL = { width: 64, height: 36 };
/** Six pictures that wait, two takes of each of three; each kept one is drawn over for 3.9 cents. */
const reviewed = (name: string, seed: number) => ({
  inputs: {},
  seed,
  options: { checkpoints: ['picture'] },
  definition: {
    name,
    steps: [
      {
        ...{ id: 'picture', type: 't2i', provider: 'sketch', count: 2 },
        map: ['a fox', 'a ship', 'a castle'],
        config: { prompt: '{{item}}', ...SMALL },
      },
      { id: 'video', type: 'i2v', provider: 'fal', dependsOn: ['picture'], config: { duration: 5, ...SMALL } },
    ],
    outputs: ['video'],
  },
});

const inReview = async (id: string) =>
  dataOf(await stack.client.GET('/pipelines/{id}/reviews', { params: { path: { id } } })).items;
async function waiting(body: Parameters<typeof submit>[1], count: number): Promise<string> {
  const { id } = await submit(stack, body);
  await until(async () => (await inReview(id)).length === count, 60_000);
  return id;
}
const tasksOf = async (id: string, step_id: string) =>
  dataOf(
    await stack.client.GET('/pipelines/{id}/steps/{step_id}', { params: { path: { id, step_id }, query: {} } }),
  ).items.filter(({ status }) => status !== 'skipped');
const shown = (page: Page, title: string) => page.getByRole('img', { name: title, exact: true }).waitFor();
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).waitFor();

test('with the keyboard alone: kept, rejected, taken back, regenerated, chosen and continued, priced all the while', async () => {
  const id = await waiting(reviewed('harbour', 3), 6);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/review`);
  await page.getByRole('link', { name: /harbour.*6 to decide/ }).waitFor();
  await page.getByRole('link', { name: /harbour/ }).focus();
  await page.keyboard.press('Enter');
  await shown(page, 'Picture 1.1');
  const unit =
    dataOf(await stack.client.GET('/pipelines/{id}/estimate', { params: { path: { id } } })).left.total_usd / 6;
  expect(unit).toBeGreaterThan(0);
  const price = (count: number) => new RegExp(`${count} videos? · \\$${(unit * count).toFixed(2).replace('.', '\\.')}`);
  await button(page, new RegExp(`Keep all 6 · ${price(6).source}`));
  await page.keyboard.press('k');
  await button(page, new RegExp(`Continue · ${price(1).source}`));
  await shown(page, 'Picture 1.2');
  await page.keyboard.press('x');
  await shown(page, 'Picture 2.1');
  await page.getByText('1 kept · 1 rejected · 4 open').waitFor();
  await page.keyboard.press('u');
  await page.getByText('1 kept · 0 rejected · 5 open').waitFor();
  await shown(page, 'Picture 1.2');
  await page.keyboard.press('x');
  // The second take of the ship, and so not the first.
  await shown(page, 'Picture 2.1');
  await page.keyboard.press('2');
  await page.getByText('2 kept · 2 rejected · 2 open').waitFor();
  await button(page, price(2));
  await page.keyboard.press('ArrowRight');
  await shown(page, 'Picture 3.1');
  await page.keyboard.press('r');
  await page.getByRole('textbox', { name: 'What to do better' }).fill('at night');
  await page.keyboard.press('ControlOrMeta+Enter');
  await until(async () => (await inReview(id)).some(({ versions }) => versions === 1));
  await page.getByRole('button', { name: /^Picture 3\.1$/ }).click();
  await page.getByText('2 versions, all kept').waitFor();
  await page.keyboard.press('k');
  await button(page, price(3));
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Your decisions were taken').first().waitFor();
  await shown(page, 'Picture 3.2');
  expect((await inReview(id)).map((task) => task.id)).toEqual(['picture[2,1]']);
  await page.keyboard.press('x');
  // Nothing more is made than what was kept before.
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Everything is decided').waitFor();
  await until(async () => (await get(stack, id)).status !== 'running', 60_000);
  expect((await tasksOf(id, 'video')).map((task) => task.id)).toEqual(['video[0,0]', 'video[1,1]', 'video[2,0]']);
  expect(errors).toEqual([]);
}, 120_000);

/** A finger that goes to the side; by its own clock it takes its time, or it would be a fling. */
async function swipe(page: Page, by: number): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  const from = Date.now() / 1000;
  const at = (part: number) => ({ timestamp: from + part / 2, touchPoints: [{ x: 180 + by * part, y: 260 }] });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', ...at(0) });
  for (const part of [0.2, 0.5, 0.8, 1])
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', ...at(part) });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', timestamp: from + 1, touchPoints: [] });
}

test('on a phone results are thrown to the right and to the left', async () => {
  const id = await waiting(reviewed('on the go', 5), 6);
  const { page, errors } = await openPage(PHONE);
  await page.goto(`${stack.url}/studio/review/${id}`);
  await shown(page, 'Picture 1.1');
  await page.getByText('swipe to keep').waitFor();
  await swipe(page, 150);
  await page.getByText('1 kept · 0 rejected · 5 open').waitFor();
  await shown(page, 'Picture 1.2');
  await swipe(page, -150);
  await page.getByText('1 kept · 1 rejected · 4 open').waitFor();
  // Not far enough.
  await swipe(page, 40);
  await shown(page, 'Picture 2.1');
  await page.getByText('1 kept · 1 rejected · 4 open').waitFor();
  await page.getByRole('button', { name: /Continue · 1 video/ }).tap();
  await page.getByText('Your decisions were taken').first().waitFor();
  await until(async () => (await inReview(id)).length === 4);
  expect(errors).toEqual([]);
}, 60_000);

test('texts are changed in place, results replaced, and earlier versions looked at and brought back', async () => {
  const body = {
    inputs: {},
    options: { checkpoints: ['ideas', 'picture'] },
    definition: {
      name: 'ideas',
      steps: [
        { id: 'ideas', type: 'prompt_enhance', config: { input_prompts: 'a harbour', variations_per_prompt: 3 } },
        {
          ...{ id: 'picture', type: 't2i', provider: 'sketch', map: '{{steps.ideas.prompts}}' },
          config: { prompt: '{{item}}', ...SMALL },
        },
        { id: 'cut', type: 'upscale', dependsOn: ['picture'], config: {} },
      ],
    },
  };
  const id = await waiting(body, 1);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/review/${id}`);
  await page.getByText('Prompts 1').waitFor();
  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Prompts 1' }).fill('a red boat');
  await page.getByRole('button', { name: 'Remove 3' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('a red boat').waitFor();
  await page.getByRole('button', { name: /Keep all 1 · 4 images/ }).click();
  await until(async () => (await inReview(id)).length === 2, 60_000);
  await shown(page, 'Picture 1');
  await page.keyboard.press('e');
  const other = await sharp({ create: { ...SMALL, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
  await page.getByLabel('A picture of yours').setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: other });
  await page.getByText('2 versions, all kept').waitFor();
  await page.getByRole('button', { name: 'Compare with version 1' }).click();
  await page.getByRole('slider', { name: 'Edge between the two' }).press('ArrowRight');
  await page.getByRole('radio', { name: 'Side by side' }).click();
  await page.getByRole('img', { name: 'Version 1' }).waitFor();
  await page.getByRole('button', { name: 'End the comparison' }).click();
  await page.getByRole('button', { name: 'Put version 1 back' }).click();
  await page.getByText('3 versions, all kept').waitFor();
  expect(errors).toEqual([]);
}, 60_000);

test('one of several candidates goes on', async () => {
  const pick = { id: 'pick', type: 'select', dependsOn: ['a', 'b'], config: { by: 'person' } };
  const drawn = (step: string, style: string) => ({
    ...{ id: step, type: 't2i', provider: 'sketch' },
    config: { prompt: 'a fox', style, ...SMALL },
  });
  const steps = [
    drawn('a', 'comic'),
    drawn('b', 'noir'),
    pick,
    { id: 'up', type: 'upscale', dependsOn: ['pick'], config: {} },
  ];
  const id = await waiting({ inputs: {}, definition: { name: 'which', steps } }, 1);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/review/${id}`);
  await button(page, /^Candidate 2$/);
  await page.keyboard.press('2');
  await page.getByText('1 kept · 0 rejected · 0 open').waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Everything is decided').waitFor();
  await until(async () => (await get(stack, id)).status === 'completed', 60_000);
  const candidates = dataOf(
    await stack.client.GET('/pipelines/{id}/tasks/{task_id}/candidates', { params: { path: { id, task_id: 'pick' } } }),
  ).items;
  expect(candidates.map(({ chosen }) => chosen)).toEqual([false, true]);
  expect(errors).toEqual([]);
}, 60_000);

test('a pilot says what it really cost, and is released', async () => {
  const { id } = await submit(stack, {
    inputs: {},
    options: { pilot: { cells: 1 } },
    definition: {
      name: 'matrix',
      steps: [
        {
          ...{ id: 'picture', type: 't2i', provider: 'fal', map: ['a fox', 'a ship', 'a castle'] },
          config: { prompt: '{{item}}', ...SMALL },
        },
      ],
    },
  });
  await until(async () => (await get(stack, id)).pilot === 'waiting', 60_000);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/review`);
  await page.getByRole('link', { name: /matrix.*a pilot to release.*\$0\.078/ }).click();
  await page.getByRole('cell', { name: '$0.039' }).first().waitFor();
  await page.getByRole('button', { name: 'Make the rest · $0.078' }).click();
  await page.getByText('The rest is being made').first().waitFor();
  await until(async () => (await get(stack, id)).status === 'completed', 60_000);
  expect(await tasksOf(id, 'picture')).toHaveLength(3);
  expect(errors).toEqual([]);
}, 60_000);

describe('everybody', () => {
  let id: string;

  beforeAll(async () => {
    id = await waiting(reviewed('for everybody', 7), 6);
  });

  test.each([
    ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
    ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
    ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
    ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
  ])(
    'can review on %s',
    async (_, options) => {
      const { page, errors } = await openPage(options);
      const fits = async () => {
        expect(await violations(page)).toEqual([]);
        const width: number = await page.evaluate('document.documentElement.scrollWidth');
        expect(width).toBeLessThanOrEqual(options.viewport.width);
      };
      await page.goto(`${stack.url}/studio/review`);
      await page.getByRole('link', { name: /for everybody.*6 videos/ }).waitFor();
      await fits();
      await page.goto(`${stack.url}/studio/review/${id}`);
      await shown(page, 'Picture 1.1');
      await button(page, /Keep all 6 · 6 videos/);
      await page.getByRole('button', { name: /^Keep/ }).first().click();
      await button(page, /Continue · 1 video/);
      await fits();
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await page.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor();
      await fits();
      expect(errors).toEqual([]);
    },
    60_000,
  );
});

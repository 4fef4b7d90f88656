import { dataOf } from '#contracts';
import { until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { get, runToEnd, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const SMALL = { width: 64, height: 36 };
const panels = (name: string, seed = 4) => ({
  seed,
  inputs: { what: ['a fox', 'a ship'], light: 'at dawn' },
  definition: {
    name,
    inputs: { what: { type: 'list', items: 'string' }, light: { type: 'string', description: 'What time it is.' } },
    steps: [
      { id: 'panel', type: 't2i', map: '{{inputs.what}}', config: { prompt: '{{item}}', ...SMALL } },
      { id: 'evening', type: 't2i', config: { prompt: 'a lamp {{inputs.light}}', ...SMALL } },
    ],
  },
});
const named = async (name: string) =>
  dataOf(await stack.client.GET('/pipelines', { params: { query: { name } } })).items.map(({ id }) => id);

test('what was made is found, forked with changes after its plan was seen, cloned, and deleted and brought back', async () => {
  const first = await runToEnd(stack, panels('harbour panels'));
  await runToEnd(stack, panels('forest panels', 5));
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/history`);
  await page.getByRole('link', { name: 'forest panels' }).waitFor();
  await page.getByRole('searchbox', { name: 'Search names' }).fill('harbour');
  await page.getByRole('link', { name: 'forest panels' }).waitFor({ state: 'detached' });
  expect(page.url()).toContain('q=harbour');
  await page.getByRole('button', { name: 'Failed' }).click();
  await page.getByText('Nothing fits').waitFor();
  await page.getByRole('button', { name: 'Failed' }).click();

  await page.getByRole('button', { name: 'What to do with harbour panels' }).click();
  await page.getByRole('menuitem', { name: 'Fork with changes…' }).click();
  await page.getByRole('textbox', { name: 'Light' }).fill('at night');
  // Only the lamp is made anew, and the two panels are taken as they are.
  await page.getByRole('row', { name: /Evening 1 free/ }).waitFor();
  await page.getByRole('row', { name: /Panel 2$/ }).waitFor();
  await page.getByRole('button', { name: /Fork and run/ }).click();
  await page.getByRole('heading', { name: 'harbour panels' }).waitFor();
  await page.getByText('Forked, and running').first().waitFor();
  const fork = page.url().split('/').at(-1)!;
  await until(async () => (await get(stack, fork)).status === 'completed', 60_000);
  expect(await get(stack, fork)).toMatchObject({ forked_from: first.id, reused: { tasks: 2 } });

  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Clone' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await until(async () => (await named('harbour')).length === 3);
  const clone = page.url().split('/').at(-1)!;
  await until(async () => (await get(stack, clone)).status === 'completed', 60_000);
  await page.getByText('Done', { exact: true }).first().waitFor();

  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('harbour panels is deleted').first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await named('harbour')).toContain(clone);
  await page.getByRole('button', { name: 'What to do with forest panels' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'forest panels' }).waitFor({ state: 'detached' });
  await until(async () => (await named('forest')).length === 0, 30_000);
  expect(errors).toEqual([]);
}, 120_000);

/** A picture, then words that cannot be spoken. */
const broken = (name: string) => ({
  inputs: {},
  definition: {
    name,
    steps: [
      { id: 'still', type: 't2i', config: { prompt: 'a fox', ...SMALL } },
      { id: 'talk', type: 'voice', config: { text: '   ' }, dependsOn: ['still'] },
    ],
  },
});

test('what failed says why and is tried again; its steps, log, cost and checkpoints are there', async () => {
  const { id } = await runToEnd(stack, broken('broken'));
  expect((await get(stack, id)).status).toBe('failed');
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/pipelines/${id}`);
  await page.getByRole('alert').getByText(id).waitFor();
  await page.getByRole('button', { name: /^Still/ }).click();
  await page.getByRole('button', { name: 'Open image image of still' }).click();
  await page.getByRole('dialog').getByRole('img').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('talk');
  await page.getByText(/talk: sketch/).waitFor();
  await page.getByRole('tab', { name: 'Cost' }).click();
  await page.getByRole('rowheader', { name: 'Talk' }).waitFor();
  await page.getByRole('tab', { name: 'Checkpoints' }).click();
  await page.getByRole('button', { name: 'Fork from here, checkpoint 1' }).click();
  await page.getByText('A new pipeline from what was made by checkpoint 1.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'no limit' }).click();
  await page.getByRole('textbox', { name: 'Dollars' }).fill('2.5');
  await page.getByRole('button', { name: 'Set the budget' }).click();
  await page.getByRole('button', { name: '$2.50' }).waitFor();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('still broken');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'still broken' }).waitFor();
  await page.getByRole('button', { name: 'Try again what failed' }).click();
  await until(async () => {
    const { run, status } = await get(stack, id);
    return run === 2 && status === 'failed';
  }, 60_000);
  expect(errors).toEqual([]);
}, 120_000);

test('one that runs is paused, goes on, and is cancelled', async () => {
  const { id } = await submit(stack, { ...panels('waits'), options: { checkpoints: ['panel'] } });
  await until(async () => (await get(stack, id)).in_review === 2, 60_000);
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/pipelines/${id}`);
  const says = (words: string) =>
    page.getByRole('main').getByRole('status').getByText(words, { exact: true }).waitFor();
  await says('2 to review');
  await page.getByRole('button', { name: 'Pause' }).click();
  await says('Paused');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await says('Cancelled');
  await until(async () => (await get(stack, id)).status === 'cancelled');
  expect(errors).toEqual([]);
}, 60_000);

describe('everybody', () => {
  beforeAll(() => runToEnd(stack, broken('for everybody')), 60_000);

  test.each([
    ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
    ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
    ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
    ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
  ])(
    'can use the history and a pipeline on %s',
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
      await page.goto(`${stack.url}/studio/pipelines`);
      await page.getByRole('link', { name: 'for everybody' }).waitFor();
      await fits();
      await page.getByRole('link', { name: 'for everybody' }).click();
      await page.getByRole('button', { name: /^Still/ }).click();
      await page.getByRole('button', { name: 'Open image image of still' }).waitFor();
      await fits();
      for (const tab of ['Cost', 'Log', 'Checkpoints', 'Settings and files']) {
        await page.getByRole('tab', { name: tab }).click();
        await page.getByRole('tabpanel', { name: tab }).waitFor();
        await fits();
      }
      expect(errors).toEqual([]);
    },
    60_000,
  );
});

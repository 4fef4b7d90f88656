import { readFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { systemEnv } from '#config';
import { dataOf } from '#contracts';
import { tempDir, until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { ROOT, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const go = (page: Page, path: string) => page.goto(`${stack.url}/studio/${path}`);
const node = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
const runButton = (page: Page) => page.getByRole('button', { name: /^Run\s*free/, disabled: false });

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await locator.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

/** Draws a wire, and lets go of it where it is told. */
async function drawWire(
  page: Page,
  from: Locator,
  to: { x: number; y: number },
  before: () => Promise<void> = async () => {},
) {
  const start = await middleOf(from);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + to.x) / 2, (start.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await before();
  await page.mouse.up();
}

async function addFromPalette(page: Page, title: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Add a step' }).fill(title);
  await page.getByRole('option', { name: new RegExp(`^${title}`) }).click();
}

const ranAgain = (id: string) =>
  until(async () => {
    const { run, status } = dataOf(await stack.client.GET('/pipelines/{id}', { params: { path: { id } } }));
    return run === 2 && status === 'completed';
  });

test('two steps from nothing, by mouse: connected, priced, run, and the result is inside the step', async () => {
  const { page, errors } = await openPage({ ...DESK, acceptDownloads: true });
  await go(page, 'workflows');
  await page.getByRole('button', { name: 'New workflow' }).click();
  await page.getByRole('button', { name: 'Add the first step' }).click();
  await addFromPalette(page, 'Text to image');
  await page.getByLabel('Prompt', { exact: true }).fill('a lighthouse in a storm');
  await page.getByRole('combobox', { name: 'Quality' }).click();
  await page.getByRole('option', { name: 'Draft' }).click();

  // A wire that ends where nothing is offers what fits, and nothing else.
  const picture = node(page, 'Image, Text to image');
  const at = (await picture.boundingBox())!;
  await drawWire(page, picture.getByTitle('Image: image'), { x: at.x + at.width + 60, y: at.y + 20 });
  const options = await page.getByRole('option').allInnerTexts();
  expect(options.some((text) => text.startsWith('Image to video'))).toBe(true);
  expect(options.some((text) => /^(Music|Join videos|Text to image)/.test(text))).toBe(false);
  await addFromPalette(page, 'Image to video');
  const clip = node(page, 'Video, Image to video');
  await clip.waitFor();
  await page.getByRole('spinbutton', { name: 'Duration' }).fill('1');
  await page.getByRole('combobox', { name: 'Quality' }).click();
  await page.getByRole('option', { name: 'Draft' }).click();
  await runButton(page).waitFor();

  // What does not fit is refused while it is drawn, with the reason.
  await page.getByRole('button', { name: 'Add step' }).click();
  await addFromPalette(page, 'Music');
  const music = node(page, 'Audio, Music');
  await music.waitFor();
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await settled(page);
  const wires = page.locator('.react-flow__edge');
  const count = await wires.count();
  const refused = page.getByText('This is a sound; image takes an image.');
  const target = await middleOf(clip.getByTitle(/^Image: image, needed/));
  await drawWire(page, music.getByTitle('Audio: sound'), target, () => refused.waitFor());
  expect(await wires.count()).toBe(count);

  // The sound goes, comes back and goes.
  await music.click();
  await page.keyboard.press('Delete');
  await music.waitFor({ state: 'detached' });
  await page.keyboard.press('ControlOrMeta+z');
  await music.waitFor();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await music.waitFor({ state: 'detached' });

  await runButton(page).click();
  await page.getByAltText('What video made').waitFor({ timeout: 60_000 });
  await page.getByRole('status').filter({ hasText: 'Completed' }).waitFor();
  expect(new URL(page.url()).searchParams.get('run')).toMatch(/^p/);

  // From a step on: the picture stays, the clip is made anew.
  await clip.click();
  await page.getByRole('button', { name: /^Run from here\s*free/ }).click();
  const id = new URL(page.url()).searchParams.get('run')!;
  await ranAgain(id);
  await page.getByRole('status').filter({ hasText: 'Completed' }).waitFor();
  expect(errors).toEqual([]);
}, 180_000);

/** Until the graph stands still. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(`new Promise((done) => {
    const view = document.querySelector('.react-flow__viewport');
    let before = '';
    const look = () => {
      const now = view.style.transform + [...document.querySelectorAll('.react-flow__node')].map((one) => one.style.transform);
      if (now === before) return done(true);
      before = now;
      setTimeout(look, 60);
    };
    look();
  })`);
}

test('saved, changed, saved again, an older version restored, deleted and brought back', async () => {
  const { page, errors } = await openPage(DESK);
  await go(page, 'workflows/new');
  await page.getByRole('button', { name: 'Show me with an example' }).click();
  await page.getByText('Not saved yet').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).last().fill('my-film');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/workflows/my-film');
  await page
    .getByRole('status')
    .filter({ hasText: /^Version 1$/ })
    .waitFor();

  await node(page, 'Clip, Image to video').click();
  await page.getByRole('spinbutton', { name: 'Duration' }).fill('3');
  await page.getByText('unsaved changes').waitFor();
  // What was not saved is there after a reload.
  await until(async () => (await page.evaluate("localStorage.getItem('workflow-draft:my-film')")) !== null);
  await page.reload();
  await page.getByText('unsaved changes').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('What is new').fill('longer');
  await page.getByRole('dialog').getByRole('button', { name: 'Save as version 2' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Version 2$/ })
    .waitFor();

  const durationNow = async () => {
    await node(page, 'Clip, Image to video').click();
    return page.getByRole('spinbutton', { name: 'Duration' }).inputValue();
  };
  const versions = async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    await page.getByText('longer').waitFor();
  };
  await versions();
  await page.getByRole('link', { name: 'Open version 1' }).click();
  await page.getByText('Version 1 of 2').waitFor();
  expect(await durationNow()).toBe('2');
  await page.goBack();
  await page
    .getByRole('status')
    .filter({ hasText: /^Version 2$/ })
    .waitFor();
  expect(await durationNow()).toBe('3');
  await versions();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Version 3$/ })
    .waitFor();
  expect(await durationNow()).toBe('2');

  await page.getByRole('link', { name: 'All workflows' }).click();
  const card = page.getByRole('link', { name: 'My film', exact: true });
  await card.waitFor();
  await page.getByRole('button', { name: 'More about My film' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await card.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await card.waitFor();
  await page.getByLabel('Search workflows').fill('talking');
  await card.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Talking avatar' }).waitFor();
  expect(errors).toEqual([]);
}, 120_000);

test('goes out as a file and comes back as it was, and as a command that runs', async () => {
  const { page, errors } = await openPage({ ...DESK, acceptDownloads: true });
  await go(page, 'workflows/new');
  await page.getByRole('button', { name: 'Show me with an example' }).click();
  await runButton(page).waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export as JSON' }).click(),
  ]);
  const exported = await readFile(await file.path(), 'utf8');

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('tab', { name: 'Command line' }).click();
  const command = await page.getByRole('tabpanel').locator('pre').innerText();
  const cli = `reelwright() { "${process.execPath}" "${join(ROOT, 'dist/apps/cli/src/main.js')}" "$@"; }`;
  const env = { ...systemEnv(), REELWRIGHT_HOME: tempDir() };
  await promisify(execFile)('bash', ['-c', `${cli}\n${command} --output film.mp4`], { cwd: tempDir(), env });
  const { items } = dataOf(await stack.client.GET('/pipelines', { params: { query: { name: 'my-first' } } }));
  expect(items[0]!.status).toBe('completed');
  await page.keyboard.press('Escape');

  await go(page, 'workflows');
  const picked = { name: 'taken.json', mimeType: 'application/json', buffer: Buffer.from(exported) };
  await page.getByLabel('Workflow to import').setInputFiles(picked);
  await node(page, 'Clip, Image to video').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  const [again] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export as JSON' }).click(),
  ]);
  expect(await readFile(await again.path(), 'utf8')).toBe(exported);
  expect(errors).toEqual([]);
}, 120_000);

test('by keyboard alone: two steps, connected from the list, run', async () => {
  const { page, errors } = await openPage(DESK);
  await go(page, 'workflows/new');
  await page.getByRole('radio', { name: 'List' }).focus();
  await page.keyboard.press('Space');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const highlighted = (name: RegExp) =>
    page.getByRole('option', { name }).and(page.locator('[data-highlighted]')).waitFor();
  const add = async (title: string) => {
    await page.getByRole('radio', { name: 'List' }).focus();
    await press('a');
    await page.getByRole('combobox', { name: 'Add a step' }).waitFor();
    await page.keyboard.type(title);
    await page.getByRole('option', { name: new RegExp(`^${title}`), selected: true }).waitFor();
    await press('Enter');
  };
  await add('Text to image');
  await page.getByLabel('Prompt', { exact: true }).focus();
  await page.keyboard.type('a windmill');
  await page.getByRole('combobox', { name: 'Quality' }).focus();
  await press('Enter');
  await highlighted(/^Default/);
  await press('ArrowDown');
  await highlighted(/^Draft/);
  await press('Enter');
  await add('High resolution');
  await page.getByRole('button', { name: 'Image comes from: Nothing' }).focus();
  await press('Enter');
  await page.getByRole('option', { name: /^Image: Image/, selected: true }).waitFor();
  await press('Enter');
  await page.getByRole('button', { name: 'Image comes from: Image: Image' }).waitFor();
  await runButton(page).waitFor();
  await press('ControlOrMeta+Enter');
  await page.getByRole('status').filter({ hasText: 'Completed' }).waitFor({ timeout: 60_000 });
  expect(errors).toEqual([]);
}, 120_000);

test('a list makes many, and the wire says how many', async () => {
  const { page, errors } = await openPage(DESK);
  const definition = {
    name: 'matrix',
    inputs: { subjects: { type: 'list', items: 'string', default: ['a fox', 'a ship', 'a castle'] } },
    steps: [
      {
        ...{ id: 'picture', type: 't2i', cross: { subject: '{{inputs.subjects}}', light: ['at dawn', 'at night'] } },
        config: { prompt: '{{item.subject}} {{item.light}}', quality: 'draft' },
      },
    ],
  };
  dataOf(await stack.client.POST('/blueprints', { body: { definition } }));
  await go(page, 'workflows/matrix');
  await page.getByText('3 × 2 → 6').first().waitFor();
  await node(page, 'Picture, Text to image').click();
  await page.getByRole('button', { name: 'Add a row' }).first().click();
  await page.getByRole('textbox', { name: 'Subject: subjects, row 4' }).fill('a windmill');
  await page.getByText('4 × 2 → 8').first().waitFor();
  // The other list is written out in the step.
  await page.getByRole('button', { name: 'Remove row 2 of Light' }).click();
  await page.getByText('4 × 1 → 4').first().waitFor();
  await page.getByRole('button', { name: 'Simulate' }).click();
  await page.getByRole('spinbutton', { name: 'How many of Picture' }).fill('2');
  await page.getByText('8 × free').waitFor();
  expect(errors).toEqual([]);
});

describe.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])('%s', (_, options) => {
  const isPhone = options.viewport.width < 640;
  const fits = async (page: Page) => {
    expect(await violations(page)).toEqual([]);
    const width: number = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(options.viewport.width);
  };

  test('list and editor can be used by everybody, and fit', async () => {
    const { page, errors } = await openPage(options);
    await go(page, 'workflows');
    await page.getByRole('link', { name: 'Music video' }).waitFor();
    await page.getByText('5 steps').or(page.getByText('4 steps')).first().waitFor();
    await fits(page);
    await go(page, 'workflows/music_video');
    await page.getByText(/tasks$/).waitFor();
    await fits(page);
    await page.getByRole('radio', { name: isPhone ? 'Graph' : 'List' }).click();
    await page
      .getByText(isPhone ? 'For each of' : 'Inputs and how it runs')
      .first()
      .waitFor();
    await fits(page);
    if (isPhone) await page.getByRole('radio', { name: 'List' }).click();
    await page.getByRole('button', { name: /^Film Add sound/ }).click();
    await page.getByRole('heading', { name: 'How often' }).waitFor();
    await fits(page);
    expect(errors).toEqual([]);
  }, 120_000);

  test('the dialogs as well', async () => {
    const { page, errors } = await openPage(options);
    await go(page, 'workflows/music_video');
    await page.getByText(/tasks$/).waitFor();
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.getByRole('table', { name: 'The bill' }).waitFor();
    await fits(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add step' }).click();
    await page.getByRole('option').first().waitFor();
    await fits(page);
    expect(errors).toEqual([]);
  }, 120_000);
});

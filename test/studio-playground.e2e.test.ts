import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DiskStore } from '#artifacts';
import { dataOf } from '#contracts';
import { PipelineFailure } from '#pipeline';
import { afterFile, tempDir, testPicture, until } from '#testing';
import { keepLibrary } from '#worker';
import type { Page } from 'playwright-core';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { runToEnd } from './support/stack.js';

let stack: InProcess;
let elsewhere: string;
/** What the next works with these words throw. */
const faults = new Map<string, PipelineFailure>();
/** What works with these words wait for. */
const held = new Map<string, Promise<void>>();

beforeAll(async () => {
  elsewhere = await somebodyElse();
  stack = await inProcess(
    async ({ work }) => {
      const words = String(work.config.prompt);
      await held.get(words);
      const failure = faults.get(words);
      if (failure) throw failure;
      return false as const;
    },
    { uploadTrustedUrls: elsewhere },
  );
  const { engine, home, config } = stack;
  const stop = keepLibrary(engine, new DiskStore(join(home, 'artifacts')), config, () => {});
  afterFile(stop);
});

async function somebodyElse(): Promise<string> {
  const picture = await testPicture('from elsewhere');
  const server = createServer((request, response) => {
    if (request.url !== '/cat.png') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterFile(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const QUICK = { quality: 'draft', resolution: '480p', duration: 2 };

/** A page of the playground with settings that are quick to make. */
async function playground(settings: object = {}, options: Parameters<typeof openPage>[0] = DESK) {
  const opened = await openPage(options);
  const kept = JSON.stringify({ ...QUICK, ...settings });
  await opened.page.addInitScript(
    `localStorage.getItem('playground') ?? localStorage.setItem('playground', '${kept}')`,
  );
  await opened.page.goto(`${stack.url}/studio/`);
  return opened;
}

const prompt = (page: Page) => page.getByRole('textbox', { name: 'What to make' });
const generate = (page: Page, name: RegExp) => page.getByRole('button', { name }).click();
const done = (page: Page) => page.getByRole('status').filter({ hasText: 'Completed' }).waitFor({ timeout: 60_000 });
const attached = (page: Page) => page.getByRole('list', { name: 'Attachments' }).getByRole('img');
const runIn = (page: Page) => new URL(page.url()).searchParams.get('run')!;
const paste = (page: Page, text: string) =>
  prompt(page).evaluate((box: { dispatchEvent: (event: unknown) => void }, pasted: string) => {
    const scope = globalThis as unknown as Record<string, new (...values: unknown[]) => { setData: typeof String }>;
    const data = new scope.DataTransfer!() as unknown as { setData: (type: string, value: string) => void };
    data.setData('text', pasted);
    box.dispatchEvent(new scope.ClipboardEvent!('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

test('a prompt is written out, two of four variations are taken, and the price is that of two', async () => {
  const { page, errors } = await playground();
  await prompt(page).fill('a harbour, gold');
  await page.getByRole('option', { name: 'golden hour' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await prompt(page).inputValue()).toBe('a harbour, golden hour');
  await page.getByRole('button', { name: /Generate 1\s*free/ }).waitFor();
  await page.getByRole('button', { name: 'Enhance' }).click();
  const variations = page.getByRole('region', { name: 'Variations' });
  await variations.getByRole('textbox', { name: 'Variation 4' }).waitFor();
  await page.getByRole('button', { name: /Generate 4\s*free/ }).waitFor();
  await variations.getByRole('checkbox', { name: 'Use variation 2' }).click();
  await variations.getByRole('checkbox', { name: 'Use variation 3' }).click();
  await variations.getByRole('textbox', { name: 'Variation 1' }).fill('a harbour in winter');
  await page.getByText('Images · 2 ×').waitFor();
  // One's own words are still there, and can be gone back to.
  await page.getByRole('button', { name: 'Back to your own words' }).click();
  await page.getByRole('button', { name: /Generate 1\s*free/ }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await generate(page, /Generate 2\s*free/);
  await done(page);
  const pipeline = dataOf(await stack.client.GET('/pipelines/{id}', { params: { path: { id: runIn(page) } } }));
  expect(pipeline.inputs.prompts).toHaveLength(2);
  expect(pipeline.inputs.prompts).toContain('a harbour in winter');
  expect(await page.getByRole('button', { name: /Open image/ }).count()).toBe(2);
  expect(errors).toEqual([]);
}, 120_000);

test('pictures come from an address, a folder and the library', async () => {
  const { page, errors } = await playground();
  await paste(page, `${elsewhere}/cat.png`);
  await page.getByAltText('cat.png').waitFor();
  expect(await prompt(page).inputValue()).toBe('');
  await page.getByRole('button', { name: 'Add pictures, videos or sounds' }).click();
  await page.getByRole('menuitem', { name: 'From an address' }).click();
  await page.getByLabel('Addresses of pictures, videos or sounds').fill(`${elsewhere}/gone.png`);
  await page.getByRole('button', { name: 'Bring it' }).click();
  await page.getByRole('alert').getByText('gone.png', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Forget gone.png' }).click();

  const folder = join(tempDir(), 'holiday');
  mkdirSync(join(folder, 'day two'), { recursive: true });
  writeFileSync(join(folder, 'beach.png'), await testPicture('beach'));
  writeFileSync(join(folder, 'day two', 'hill.png'), await testPicture('hill'));
  writeFileSync(join(folder, '.hidden'), 'not for anybody');
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, x: 700, y: 700, data });
  await page.getByAltText('beach.png').waitFor();
  await page.getByAltText('hill.png').waitFor();
  expect(await attached(page).count()).toBe(3);
  await page.getByAltText('hill.png').click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByAltText('hill.png').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Add pictures, videos or sounds' }).click();
  await page.getByRole('menuitem', { name: 'From the library' }).click();
  await page.getByLabel('Search the library').fill('hill');
  await page.getByRole('button', { name: 'hill.png' }).click();
  await page.getByRole('button', { name: 'Use 1 file' }).click();
  await page.getByAltText('hill.png').waitFor();
  // What an address that was refused answered is an error to the browser as well.
  expect(errors.filter((error) => !error.includes('status of 4'))).toEqual([]);
}, 120_000);

test('a photo set is counted before it is made, from the picture that is attached', async () => {
  const { page, errors } = await playground();
  await paste(page, `${elsewhere}/cat.png`);
  await page.getByAltText('cat.png').waitFor();
  await page.getByRole('button', { name: 'Photo set…' }).click();
  const modal = page.getByRole('dialog', { name: 'Photo set' });
  await modal.getByText('2 angles × 3 expressions = 6').waitFor();
  await modal.getByRole('button', { name: 'Surprised' }).click();
  await modal.getByLabel('Another outfit').fill('a red coat');
  await page.keyboard.press('Enter');
  await modal.getByText('2 angles × 2 expressions × 1 outfit = 4').waitFor();
  await modal.getByText('· free').waitFor();
  expect(await violations(page)).toEqual([]);
  await modal.getByRole('button', { name: 'Use this set' }).click();
  await generate(page, /Generate 4\s*free/);
  await done(page);
  expect(await page.getByRole('button', { name: /Open image/ }).count()).toBe(4);
  expect(errors).toEqual([]);
}, 120_000);

test('a result is run again with another seed, changed, animated, compared, chosen, thrown away and brought back', async () => {
  const { page, errors } = await playground({ words: 'a mill', imagesEach: 3 });
  await generate(page, /Generate 3/);
  await done(page);
  const first = runIn(page);
  const tiles = page.getByRole('button', { name: /^Open image/ });
  const digests = async (id: string) =>
    dataOf(await stack.client.GET('/pipelines/{id}', { params: { path: { id } } })).outputs.map(({ digest }) => digest);

  await tiles.first().hover();
  await page
    .getByRole('button', { name: /^More about image/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /Run again, new seed\s*free/ }).click();
  await page.waitForURL((url) => url.searchParams.get('run') !== first);
  await done(page);
  const [again] = await digests(runIn(page));
  expect(await digests(first)).not.toContain(again);
  await page.goBack();
  await page.getByText('3 of 3', { exact: true }).waitFor();

  await tiles.first().click();
  await page.getByRole('complementary', { name: 'Details' }).getByText('a mill').first().waitFor();
  const large = page.getByRole('img', { name: /^image/ });
  await large.dblclick();
  await page.locator('[data-zoom="2.50"]').waitFor();
  await large.dblclick();
  await page.locator('[data-zoom="1.00"]').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByText('2 of 3', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Animate' }).click();
  await page.getByRole('radio', { name: 'Videos', checked: true }).waitFor();
  await until(async () => (await attached(page).count()) === 1);

  await page.getByRole('button', { name: 'Select' }).click();
  const choices = page.getByRole('button', { name: /^Choose image/ });
  await choices.first().click();
  await choices.nth(2).click({ modifiers: ['Shift'] });
  await page.getByText('3 chosen').waitFor();
  await choices.nth(1).click();
  await page.getByRole('button', { name: 'Compare' }).click();
  const compared = page.getByRole('dialog', { name: 'Compare 2' });
  await compared.getByRole('radio', { name: 'Wipe' }).click();
  const slider = compared.getByRole('slider', { name: 'How much of the left one is shown' });
  await slider.press('Home');
  expect(await slider.inputValue()).toBe('0');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  const zip = page.waitForEvent('download');
  await page.getByRole('button', { name: 'ZIP', exact: true }).click();
  expect((await zip).suggestedFilename()).toMatch(/\.zip$/);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('1 of 1', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('3 of 3', { exact: true }).waitFor();
  expect(errors).toEqual([]);
}, 120_000);

test('a run that fails says what to do about it', async () => {
  faults.set('something nobody wants to draw', new PipelineFailure('moderated', 'the provider refuses it'));
  const { page, errors } = await playground({ words: 'something nobody wants to draw' });
  await generate(page, /Generate 1/);
  const trouble = page.getByRole('alert').filter({ hasText: 'the provider refuses it' });
  await trouble.getByRole('button', { name: 'Change the prompt' }).click();
  expect(await prompt(page).inputValue()).toBe('something nobody wants to draw');
  await page.waitForFunction('document.activeElement.tagName === "TEXTAREA"');

  faults.set('a barn', new PipelineFailure('media_failed', 'the picture could not be read'));
  await prompt(page).fill('a barn');
  await generate(page, /Generate 1\s*free/);
  const broken = page.getByRole('alert').filter({ hasText: 'the picture could not be read' });
  await broken.waitFor();
  faults.delete('a barn');
  await broken.getByRole('button', { name: 'Try again' }).click();
  await done(page);
  expect(errors).toEqual([]);
}, 120_000);

test('another run is begun while one is under way, and one goes from one to the other', async () => {
  const released = Promise.withResolvers<void>();
  held.set('a slow river', released.promise);
  const { page, errors } = await playground({ words: 'a slow river', imagesEach: 2 });
  await generate(page, /Generate 2/);
  await page.getByText('queued · 1st').waitFor();
  await page.waitForFunction('/^0% · a slow river/.test(document.title)');
  await prompt(page).fill('a meadow');
  await generate(page, /Generate 2\s*free/);
  const runs = page.getByRole('navigation', { name: 'Runs under way' });
  await runs.getByRole('button', { name: /a slow river/ }).click();
  await page.getByRole('heading', { name: 'a slow river' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('status').filter({ hasText: 'Paused' }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('status').filter({ hasText: 'Running' }).waitFor();
  released.resolve();
  await done(page);
  await page.waitForFunction('/^✓ a slow river/.test(document.title)');
  expect(errors).toEqual([]);
}, 120_000);

test('by touch, on a phone: from words to a picture that is pinched and swiped', async () => {
  const { page, errors } = await playground({ imagesEach: 2 }, PHONE);
  await prompt(page).fill('a quiet pond');
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByRole('dialog', { name: 'Settings' }).getByText('Images · 2 ×').waitFor();
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('button', { name: /Generate 2\s*free/ }).tap();
  await done(page);
  // Results have the room; what was written is a line.
  await page.getByRole('button', { name: 'Write' }).waitFor();
  await page
    .getByRole('button', { name: /^Open image/ })
    .first()
    .tap();
  await page.locator('[data-zoom="1.00"]').waitFor();
  await pinch(page);
  await page.locator('[data-zoom]:not([data-zoom="1.00"])').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog').getByText('2 of 2').waitFor();
  await swipe(page, 60, 300);
  await page.getByRole('dialog').getByText('1 of 2').waitFor();
  await page.getByRole('button', { name: 'Show the details' }).tap();
  await page.getByRole('complementary', { name: 'Details' }).getByText('a quiet pond').first().waitFor();
  expect(errors).toEqual([]);
}, 120_000);

type Finger = { x: number; y: number; id: number };

async function touch(page: Page, steps: readonly Finger[][]): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  for (const [index, touchPoints] of steps.entries())
    await browser.send('Input.dispatchTouchEvent', { type: index === 0 ? 'touchStart' : 'touchMove', touchPoints });
  await browser.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

const pinch = (page: Page) =>
  touch(
    page,
    [20, 50, 90].map((apart) => [
      { x: 180 - apart, y: 360, id: 0 },
      { x: 180 + apart, y: 360, id: 1 },
    ]),
  );

const swipe = (page: Page, from: number, to: number) =>
  touch(
    page,
    [from, (from + to) / 2, to].map((x) => [{ x, y: 360, id: 0 }]),
  );

const PICTURE_AND_FILM = {
  ...{ inputs: {}, seed: 1 },
  definition: {
    name: 'a mill and its film',
    steps: [
      { id: 'image', type: 't2i', config: { prompt: 'a mill', quality: 'draft' } },
      { id: 'video', type: 'i2v', dependsOn: ['image'], config: { duration: 1, resolution: '480p', quality: 'draft' } },
    ],
    outputs: ['image', 'video'],
  },
};

describe.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])('on %s', (_, options) => {
  test('every part can be used by everybody, and fits', async () => {
    // Made once: the next times it is there already.
    const { id } = await runToEnd(stack, PICTURE_AND_FILM);
    const { page, errors } = await playground({ words: 'a mill' }, options);
    const check = async () => {
      expect(await violations(page)).toEqual([]);
      // A phone would make a page smaller that is too wide.
      const width: number = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
    };
    await page.getByRole('button', { name: 'Enhance' }).click();
    await page.getByRole('region', { name: 'Variations' }).waitFor();
    await page.getByRole('button', { name: /Generate 4/ }).waitFor();
    await check();
    await page.getByRole('button', { name: 'Back to your own words' }).click();
    await page.getByRole('button', { name: 'Talking avatar' }).click();
    await page.getByRole('dialog', { name: 'Talking avatar' }).getByLabel('Text').waitFor();
    await check();
    await page.goto(`${stack.url}/studio/?run=${id}`);
    await page.getByRole('button', { name: 'Select' }).click();
    await check();
    await page.getByRole('button', { name: 'Leave the selection' }).click();
    await page
      .getByRole('button', { name: /^Open image/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Close' }).waitFor();
    await check();
    expect(errors).toEqual([]);
  }, 120_000);
});

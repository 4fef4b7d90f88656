import sharp from 'sharp';
import { dataOf } from '#contracts';
import { until, unzipped } from '#testing';
import type { Locator, Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { runToEnd, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
const PROMPTS = ['A quiet harbour at dawn', 'A fox in deep snow', 'An eagle over the clouds'];

const total = async (query: object) => dataOf(await stack.client.GET('/library', { params: { query } })).total;

async function bring(files: readonly { name: string; content: Buffer }[]): Promise<void> {
  const form = new FormData();
  for (const { name, content } of files) form.append('files', new Blob([new Uint8Array(content)]), name);
  expect((await fetch(`${stack.url}/uploads`, { method: 'POST', body: form })).status).toBe(201);
}

const picture = (background: string, width = 96, height = 54) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

beforeAll(async () => {
  stack = await wholeStack();
  await runToEnd(stack, {
    inputs: { prompts: PROMPTS },
    definition: {
      name: 'Places',
      inputs: { prompts: { type: 'list', items: 'string', required: true } },
      steps: [
        { id: 'image', type: 't2i', map: '{{inputs.prompts}}', config: { prompt: '{{item}}', quality: 'draft' } },
        {
          ...{ id: 'video', type: 'i2v', dependsOn: ['image'] },
          config: { resolution: '480p', duration: 2, quality: 'draft' },
        },
      ],
      outputs: ['video'],
    },
  });
  await bring([{ name: 'sea.png', content: await picture('#336699') }]);
  await until(async () => (await total({})) === 7);
}, 120_000);

/** A page of the library, once something is shown. */
async function library(options: Parameters<typeof openPage>[0], search = '') {
  const opened = await openPage(options);
  await opened.page.goto(`${stack.url}/studio/library${search}`);
  await opened.page.locator('[data-cell="0"]').waitFor();
  return opened;
}

const exactly = (page: Page, wanted: number) =>
  until(async () => (await page.locator('[data-cell]').count()) === wanted);
const open = (page: Page, name: RegExp): Locator => page.getByRole('button', { name }).first();
const searchBox = (page: Page) => page.getByLabel('Search the library');

test('one line finds, says what could be meant, and can be kept under a name', async () => {
  const { page, errors } = await library(DESK);
  await exactly(page, 7);
  await searchBox(page).fill('ty');
  await page.getByRole('option', { name: /^type:/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /type:video/ }).click();
  await exactly(page, 3);
  expect(new URL(page.url()).searchParams.get('q')?.trim()).toBe('type:video');
  await page.getByRole('button', { name: /^Videos 3/, pressed: true }).waitFor();
  await page.getByRole('button', { name: /^Images/ }).click();
  await exactly(page, 7);
  await searchBox(page).fill('model:sket harbour');
  await exactly(page, 2);
  await page.getByRole('button', { name: 'More of the library' }).click();
  await page.getByRole('menuitem', { name: 'Save this search' }).click();
  await page.getByLabel('Name').fill('Harbours');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved as “Harbours”').first().waitFor();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await exactly(page, 7);
  await searchBox(page).click();
  await page.getByRole('option', { name: /Harbours/ }).click();
  await exactly(page, 2);
  await page.getByRole('button', { name: 'More of the library' }).click();
  await page.getByRole('menuitem', { name: /Forget/ }).click();
  await until(async () => dataOf(await stack.client.GET('/library/searches')).length === 0);
  expect(errors).toEqual([]);
});

test('filters are chosen from what there is', async () => {
  const { page, errors } = await library(DESK);
  await page.getByRole('button', { name: 'Source' }).click();
  await page.getByRole('button', { name: /^Brought 1/ }).click();
  await exactly(page, 1);
  await page.getByRole('button', { name: /^Made 6/ }).click();
  await exactly(page, 7);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Pipeline' }).click();
  await page.getByRole('button', { name: 'Places' }).click();
  await page.keyboard.press('Escape');
  await exactly(page, 6);
  await page.getByRole('button', { name: 'Date' }).click();
  await page.getByRole('button', { name: /^Today 6/ }).waitFor();
  await page.getByLabel('From').fill('2020-01-01');
  await page.getByLabel('Until').fill('2020-12-31');
  await page.getByText('Nothing fits').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await exactly(page, 7);
  expect(errors).toEqual([]);
});

test('many are chosen, and something is done with all of them', async () => {
  const { page, errors } = await library(DESK, '?q=type:image');
  await exactly(page, 4);
  const corner = (at: number) => page.locator(`[data-cell="${at}"]`).getByRole('button', { name: /^Select/ });
  await page.locator('[data-cell="0"]').hover();
  await corner(0).last().click();
  await page
    .locator('[data-cell="2"]')
    .getByRole('button')
    .first()
    .click({ modifiers: ['Shift'] });
  await page.getByText('3 selected').waitFor();
  await page.getByRole('button', { name: 'Select all 4' }).click();
  await page.getByText('4 selected').waitFor();
  await page.getByRole('button', { name: 'Tag', exact: true }).last().click();
  await page.getByRole('dialog').getByLabel('Tag', { exact: true }).fill('hero');
  await page.getByRole('button', { name: 'Add the tag' }).click();
  await until(async () => (await total({ tag: ['hero'] })) === 4);
  await page.getByRole('button', { name: 'Favourite all' }).click();
  await until(async () => (await total({ favourite: true })) === 4);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as ZIP' }).click(),
  ]);
  expect(unzipped(readFileSync(await download.path())).size).toBe(5);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('Nothing fits').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await exactly(page, 4);
  await until(async () => (await total({ kind: ['image'] })) === 4);
  await page
    .locator('[data-cell="0"]')
    .getByRole('button')
    .first()
    .click({ modifiers: ['Control'] });
  await page.locator('[data-cell="1"]').getByRole('button').first().click();
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await until(async () => (await page.getByRole('list', { name: 'Attachments' }).getByRole('img').count()) === 2);
  expect(errors).toEqual([]);
});

test('a video shows the frame that the pointer is over', async () => {
  const { page, errors } = await library(DESK, '?q=type:video');
  const box = (await page.locator('[data-cell="0"]').boundingBox())!;
  const at = (part: number) => page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
  const time = () => page.evaluate<number>(`document.querySelector('[data-cell] video')?.currentTime ?? -1`);
  await at(0.1);
  await at(0.8);
  // From there it plays on, and begins anew at its end.
  await until(async () => (await time()) > 1.2);
  await at(0.2);
  await until(async () => (await time()) < 1);
  await page.mouse.move(5, 5);
  await until(async () => (await page.locator('[data-cell] video').count()) === 0);
  expect(errors).toEqual([]);
});

test('beside an item stands how it was made and what became of it, and a click goes there', async () => {
  const { page, errors } = await library(DESK, '?q=type:image%20harbour');
  await open(page, /Open image/).click();
  const details = page.getByRole('complementary', { name: 'How this was made' });
  await details.getByRole('region', { name: 'Settings' }).getByText('draft').waitFor();
  const address = page.url();
  expect(address).toMatch(/item=[0-9a-f]{64}/);
  await details.getByRole('button', { name: /^Made from it: video/ }).click();
  await page.locator('video[controls]').waitFor();
  expect(page.url()).not.toBe(address);
  await details.getByRole('button', { name: /^It was made from: image/ }).click();
  await page.waitForURL(address);
  await details.getByRole('button', { name: 'Rename' }).click();
  await details.getByLabel('Name').fill('Old harbour');
  await page.keyboard.press('Enter');
  await details.getByRole('heading', { name: 'Old harbour' }).waitFor();
  await details.getByRole('button', { name: 'Pin, so that it stays' }).click();
  await until(() => details.getByRole('button', { name: 'Delete' }).isDisabled());
  await details.getByRole('button', { name: 'Unpin, so that it may go' }).click();
  await details.getByRole('button', { name: 'More', exact: true }).click();
  const plain = page.getByRole('menuitem', { name: 'Download without its recipe' });
  expect(await plain.getAttribute('href')).toContain('recipe=none');
  await page.keyboard.press('Escape');
  await plain.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Close' }).first().click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('item=');
  // The address shows it again, also beside a search that does not find it.
  await page.goto(`${address.replace('harbour', 'eagle')}`);
  await page.getByRole('dialog').getByRole('heading', { name: 'Old harbour', level: 2 }).last().waitFor();
  expect(errors).toEqual([]);
});

test('what is deleted waits in the trash, comes back, or goes for good', async () => {
  await bring([
    { name: 'red.png', content: await picture('#993333') },
    { name: 'green.png', content: await picture('#339933') },
  ]);
  const { page, errors } = await library(DESK, '?q=source:upload');
  await exactly(page, 3);
  await open(page, /Open image red/).focus();
  for (const name of [/red/, /green/])
    await open(page, new RegExp(`image ${name.source}`)).click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await exactly(page, 1);
  await page.getByRole('button', { name: 'More of the library' }).click();
  await page.getByRole('menuitem', { name: 'Trash' }).click();
  await exactly(page, 2);
  await open(page, /Open image red/).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await exactly(page, 1);
  expect(await total({ q: 'red' })).toBe(1);
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await page.getByText('The trash is empty').waitFor();
  await page.getByRole('button', { name: 'Back to the library' }).click();
  await open(page, /Open image red/).waitFor();
  expect(await total({ trashed: true })).toBe(0);
  expect(errors).toEqual([]);
});

test('files are dropped into it, and one that was saved here offers its settings', async () => {
  const { items } = dataOf(await stack.client.GET('/library', { params: { query: { q: 'eagle', kind: ['image'] } } }));
  const saved = await fetch(`${stack.url}/artifacts/${items[0]!.digest}?download=eagle.png`);
  const content = Buffer.from(await saved.arrayBuffer()).toString('base64');
  const { page, errors } = await library(DESK);
  const dropped = await page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob('${content}'), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'eagle.png', { type: 'image/png' }));
    transfer.items.add(new File(['<html>no picture</html>'], 'broken.png', { type: 'image/png' }));
    return transfer;
  })()`);
  await page.locator('main').getByRole('heading', { name: 'Library' }).dispatchEvent('drop', { dataTransfer: dropped });
  await page.getByRole('region', { name: 'Uploads' }).getByText('1 file not taken').waitFor();
  await page.getByText('eagle.png was made by Reelwright').first().waitFor();
  await page.getByRole('button', { name: 'Restore its settings' }).click();
  await until(
    async () => (await page.getByRole('textbox', { name: 'What to make' }).inputValue()) === PROMPTS.join('\n---\n'),
  );
  // The browser tells of the file that was refused.
  expect(errors).toEqual([expect.stringContaining('415')]);
});

test('on a phone a finger chooses, swipes away and reads again', async () => {
  const { page, errors } = await library(PHONE, '?q=source:output%20type:image');
  await exactly(page, 3);
  const touch = await page.context().newCDPSession(page);
  const box = (await page.locator('[data-cell="1"]').boundingBox())!;
  const [x, y] = [box.x + box.width - 40, box.y + box.height / 2];
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', px = x, py = y) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: px, y: py }] });
  await send('touchStart');
  await page.getByText('1 selected').first().waitFor();
  await send('touchEnd');
  await page.getByRole('button', { name: 'Choose nothing' }).click();
  await send('touchStart');
  for (let left = 0; left <= 240; left += 30) await send('touchMove', x - left);
  await send('touchEnd');
  await page.getByText('In the trash').first().waitFor();
  await until(async () => (await total({ q: 'fox', kind: ['image'] })) === 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await exactly(page, 3);
  const read = page.waitForRequest(
    (request) => request.url().includes('/library?') && request.url().includes('limit=100'),
  );
  await send('touchStart', 180, 200);
  for (let down = 0; down <= 260; down += 20) await send('touchMove', 180, 200 + down);
  await send('touchEnd');
  await read;
  expect(errors).toEqual([]);
});

describe.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])('%s', (_, options) => {
  const usable = async (page: Page) => {
    expect(await violations(page)).toEqual([]);
    const width: number = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(options.viewport.width);
  };

  test('everybody can use it, and it fits', async () => {
    const { page, errors } = await library(options);
    await usable(page);
    await searchBox(page).fill('t');
    await page.getByRole('option').first().waitFor();
    await usable(page);
    await searchBox(page).fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // What is found without words comes a moment later, and takes the place of what has the focus.
    await until(async () => {
      await page.locator('[data-cell="0"] button').first().focus();
      await page.keyboard.press('ArrowRight');
      return (await page.locator('[data-cell="1"] button:focus').count()) === 1;
    });
    await page
      .locator('[data-cell="1"] button')
      .first()
      .click({ modifiers: ['Control'] });
    await page.getByText('1 selected').first().waitFor();
    await usable(page);
    await page.getByRole('button', { name: 'Tag', exact: true }).last().click();
    await page.getByRole('dialog').waitFor();
    await usable(page);
    await page.goto(`${stack.url}/studio/library?view=trash`);
    await page.getByText('The trash is empty').waitFor();
    await usable(page);
    await page.getByRole('button', { name: 'More of the library' }).click();
    await page.getByRole('menuitem', { name: 'Storage' }).click();
    await page.getByText(/used$/).waitFor();
    await usable(page);
    expect(errors).toEqual([]);
  });

  test('and so can they an item', async () => {
    const { page, errors } = await library(options, '?q=type:image%20fox');
    await open(page, /Open image/).click();
    await page.getByRole('dialog').waitFor();
    const shown = page.getByRole('button', { name: 'Show the details' });
    if (await shown.isVisible()) await shown.click();
    await page.getByRole('region', { name: 'Settings' }).waitFor();
    await usable(page);
    expect(errors).toEqual([]);
  });
});

test('thousands are as quick as a few: only what is in sight is there', async () => {
  const MANY = 2_000;
  for (let at = 0; at < MANY; at += 1_000)
    await bring(
      Array.from({ length: 1_000 }, (_, index) => ({
        name: `n${at + index}.txt`,
        content: Buffer.from(`note ${at + index}`),
      })),
    );
  const { page, errors } = await library(DESK, '?q=type:text');
  await page.getByText('2,000', { exact: true }).first().waitFor();
  const cells = () => page.locator('[data-cell]').count();
  expect(await cells()).toBeLessThan(120);
  // To the end of what is there, again and again, as a person who looks for the oldest does.
  await until(async () => {
    await page.evaluate('window.scrollTo({ top: document.body.scrollHeight })');
    return page.locator(`[data-cell="${MANY - 1}"]`).isVisible();
  });
  expect(await cells()).toBeLessThan(120);
  expect(errors).toEqual([]);
}, 120_000);

test('nothing there yet: an example that works is one click away', async () => {
  const empty = await wholeStack();
  const { page, errors } = await openPage(DESK);
  await page.goto(`${empty.url}/studio/library`);
  await page.getByText('Everything you make and bring is kept here').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: /Draw three harbours/ }).click();
  await page.locator('[data-cell="2"]').waitFor({ timeout: 60_000 });
  expect(errors).toEqual([]);
}, 100_000);

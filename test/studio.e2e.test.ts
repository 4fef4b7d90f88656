import sharp from 'sharp';
import { dataOf } from '#contracts';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
let picture: { name: string; mimeType: string; buffer: Buffer };
beforeAll(async () => {
  stack = await wholeStack();
  const image = { create: { width: 320, height: 180, channels: 3 as const, background: '#336699' } };
  picture = { name: 'sea.png', mimeType: 'image/png', buffer: await sharp(image).png().toBuffer() };
});

const spent = async () => dataOf(await stack.client.GET('/pipelines', { params: { query: {} } })).total;

test('one image becomes four videos in at most four clicks, and nothing is made before its price was seen', async () => {
  const { page, errors } = await openPage(DESK);
  // What was set before is kept.
  const kept = JSON.stringify({ quality: 'draft', resolution: '480p', duration: 2 });
  await page.addInitScript(`localStorage.setItem('playground', '${kept}')`);
  let clicks = 0;
  const click = async (role: 'radio' | 'button', name: RegExp) => {
    clicks += 1;
    await page.getByRole(role, { name }).click();
  };
  await page.goto(`${stack.url}/studio/`);
  await page.locator('input[type=file]').setInputFiles(picture);
  await page.getByAltText('sea.png').waitFor();
  await click('radio', /^Videos$/);
  // On the track of the slider, where four is.
  clicks += 1;
  const track = (await page.getByRole('slider', { name: 'Videos of each' }).locator('..').locator('..').boundingBox())!;
  await page.mouse.click(track.x + (track.width * 3) / 11, track.y + track.height / 2);
  await page.getByText('Videos · 4 ×').waitFor();
  expect(await spent()).toBe(0);
  await page.getByRole('button', { name: /Generate 4\s*free/ }).waitFor();
  await click('button', /Generate 4/);
  await page.getByText('4 of 4', { exact: true }).waitFor({ timeout: 100_000 });
  expect(clicks).toBeLessThanOrEqual(4);
  expect(await page.getByRole('button', { name: /Open video/ }).count()).toBe(4);
  // The last result is there a moment before the run is over.
  await page.getByRole('status').filter({ hasText: 'Completed' }).waitFor();
  await page
    .getByRole('button', { name: /Open video/ })
    .first()
    .click();
  await page.locator('video[controls]').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByText('2 of 4', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  expect(errors).toEqual([]);
}, 120_000);

test('what was made is found again, marked, thrown away and brought back, and used for more', async () => {
  const { page, errors } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/library`);
  // It is taken into the library a moment after it was made.
  await page
    .getByRole('button', { name: /Open video/ })
    .first()
    .waitFor();
  await page.getByLabel('Search the library').fill('type:image from:upload');
  await page
    .getByRole('button', { name: /Open video/ })
    .first()
    .waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: /^Open / }).count()).toBe(1);
  await page.getByRole('button', { name: /Open image sea/ }).click();
  await page.getByLabel('Add a tag').fill('hero');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove the tag hero' }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByLabel('Search the library').fill('tag:hero');
  await page.getByRole('button', { name: /Open image sea/ }).click();
  await page.getByRole('link', { name: 'Use again' }).click();
  await page.getByAltText('sea.png').waitFor();
  expect(errors).toEqual([]);
});

describe.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])('%s', (_, options) => {
  test.each([
    ['playground', ''],
    ['library', 'library'],
    ['history', 'pipelines'],
  ])('the %s can be used by everybody, and fits', async (_name, path) => {
    const { page, errors } = await openPage(options);
    await page.goto(`${stack.url}/studio/${path}`, { waitUntil: 'networkidle' });
    expect(await violations(page)).toEqual([]);
    // A phone would make a page smaller that is too wide.
    const width: number = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(options.viewport.width);
    expect(errors).toEqual([]);
  });

  test('a run and its results as well', async () => {
    const { items } = dataOf(await stack.client.GET('/pipelines', { params: { query: { limit: 1 } } }));
    const { page, errors } = await openPage(options);
    await page.goto(`${stack.url}/studio/?run=${items[0]!.id}`);
    await page.getByText('4 of 4', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '#contracts';
import { FakeFal, until } from '#testing';
import { DESK, PHONE, openPage } from '../support/browser.js';
import { withStack } from '../support/running-stack.js';
import { contactSheet } from './sheet.js';
import { SHOTS } from './shots.js';
import type { Shot } from './shots.js';
import { makeWork } from './work.js';
import type { Work } from './work.js';

// Pictures of every screen in both themes and both sizes, in out/shots: npm run shots [-- <part of a name>…]

const FOLDER = join(import.meta.dirname, '../../../out/shots');
const LOOKS = [
  ['desk', 'dark', DESK],
  ['desk', 'light', DESK],
  ['phone', 'dark', PHONE],
  ['phone', 'light', PHONE],
] as const;
/** The frame is there, and nothing that is in sight is on its way any more. */
const SHOWN = `(() => {
  const inSight = (image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight;
  const isThere = document.querySelector('header, h1') && !document.querySelector('.animate-breathe, .animate-pulse');
  return Boolean(isThere) && [...document.images].filter(inSight).every(({ complete }) => complete);
})()`;
const AT_ONCE = 4;
const KEY = 'a-key-of-the-fake';

const wanted = process.argv.slice(2);
const shots = SHOTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (shots.length === 0) {
  console.error(`There is no such picture. There are: ${SHOTS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const fal = await new FakeFal({ key: KEY }).start();
const settings = {
  ...{ FAL_KEY: KEY, FAL_QUEUE_URL: fal.url, FAL_REST_URL: fal.url },
  REELWRIGHT_WEBHOOK_TRUSTED_URLS: 'http://127.0.0.1:9/',
};
const problems: string[] = [];
await withStack(async ({ url }) => {
  console.log('making something to show …');
  const work = await makeWork(createClient(url, {}));
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const left = shots.flatMap((shot) =>
    LOOKS.filter(([size]) => shot.only === undefined || shot.only === size).map(([size, theme, options]) => ({
      shot,
      size,
      theme,
      options,
    })),
  );
  const total = left.length;
  const photographer = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await take(next.shot, next.size, next.theme, next.options);
      console.log(`${total - left.length} of ${total}: ${next.shot.name}, ${next.size}, ${next.theme}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, photographer));

  async function take(shot: Shot, size: string, colorScheme: 'dark' | 'light', options: typeof DESK | typeof PHONE) {
    const { page, errors } = await openPage({ ...options, colorScheme, reducedMotion: 'reduce' });
    try {
      await page.goto(`${url}/studio${addressOf(shot, work)}`, { waitUntil: 'networkidle' });
      await until(() => page.evaluate<boolean>(SHOWN));
      await shot.prepare?.(page, size === 'phone');
      await until(() => page.evaluate<boolean>(SHOWN));
      await page.screenshot({ path: join(FOLDER, `${shot.name}-${size}-${colorScheme}.png`) });
    } catch (error) {
      errors.push(String(error).split('\n')[0]!);
    }
    problems.push(...errors.map((error) => `${shot.name}, ${size}, ${colorScheme}: ${error}`));
    await page.context().close();
  }
}, settings);
writeFileSync(join(FOLDER, 'index.html'), contactSheet(shots, LOOKS));
await fal.stop();
for (const problem of problems) console.error(problem);
console.log(`out/shots/index.html shows all of them`);
process.exit(problems.length > 0 ? 1 : 0);

function addressOf({ at }: Shot, work: Work): string {
  return typeof at === 'string' ? at : at(work);
}

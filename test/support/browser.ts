import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export type { Page } from 'playwright-core';
import { systemEnv } from '#config';
import { afterFile } from '#testing';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

function executablePath(): string {
  const folders = (systemEnv().PATH ?? '').split(delimiter).filter(Boolean);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (found === undefined) throw new Error('Chromium is missing; npm test installs it');
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const DESK = { viewport: { width: 1440, height: 900 } } as const;
export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

let browser: Promise<Browser> | undefined;

/** A page of a browser of its own; what goes wrong in it is in `errors`. */
export async function openPage(options: BrowserContextOptions): Promise<{ page: Page; errors: string[] }> {
  if (!browser) {
    browser = chromium.launch({ executablePath: executablePath(), args: FLAGS });
    const opened = await browser;
    afterFile(() => opened.close());
  }
  const context = await (await browser).newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}

/** What of a page people could not use who see, hear or move differently, by the rules of WCAG 2.2 AA. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const asked = { runOnly: { type: 'tag', values: tags } };
  const found: AxeResults = await page.evaluate(`axe.run(${JSON.stringify(asked)})`);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 400)).join(' | ')}`);
}

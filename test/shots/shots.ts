import type { Page } from '../support/browser.js';
import type { Work } from './work.js';

/** One picture of the studio, in every theme and size. */
export interface Shot {
  name: string;
  /** The address behind `/studio`. */
  at: string | ((work: Work) => string);
  /** What is done before it is taken. */
  prepare?: (page: Page, phone: boolean) => Promise<void>;
  only?: 'desk' | 'phone';
}

const WORDS = 'a lighthouse in a storm, waves breaking over the rocks\n---\nthe same, at dawn, calm sea';

const compose = async (page: Page) => {
  await page.getByLabel('What to make', { exact: true }).first().fill(WORDS);
  await page
    .getByRole('radio', { name: /Full chain|Chain/ })
    .first()
    .click();
  await page.getByRole('button', { name: /^Generate 4/ }).waitFor();
};

/** Where one does not look at a screen, but at what lies over it. */
const settled = (page: Page) => page.waitForLoadState('networkidle');

export const SHOTS: Shot[] = [
  { name: 'start', at: '/' },
  { name: 'compose', at: '/', prepare: compose },
  {
    name: 'compose-settings',
    at: '/',
    only: 'phone',
    prepare: async (page) => {
      await compose(page);
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'models',
    at: '/',
    prepare: async (page, phone) => {
      if (phone) await page.getByRole('button', { name: 'Settings' }).click();
      await page
        .getByRole('button', { name: /^Image model/ })
        .filter({ visible: true })
        .click();
      await page.getByText('Automatic', { exact: true }).waitFor();
    },
  },
  { name: 'run-done', at: ({ done }) => `/?run=${done}` },
  { name: 'run-failed', at: ({ failed }) => `/?run=${failed}` },
  { name: 'run-review', at: ({ reviewed }) => `/?run=${reviewed}` },
  {
    name: 'result',
    at: ({ done }) => `/?run=${done}`,
    prepare: async (page, phone) => {
      await page
        .getByRole('button', { name: phone ? /^Open video/ : /^Open image/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await settled(page);
    },
  },
  { name: 'workflows', at: '/workflows' },
  { name: 'workflow', at: '/workflows/postcards' },
  { name: 'workflow-new', at: '/workflows/new' },
  { name: 'workflow-run', at: ({ done }) => `/workflows/new?from=${done}&run=${done}` },
  { name: 'library', at: '/library' },
  {
    name: 'library-item',
    at: '/library?q=type:image',
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^Open image/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await settled(page);
    },
  },
  { name: 'library-nothing', at: '/library?q=zeppelin' },
  { name: 'reviews', at: '/review' },
  { name: 'review', at: ({ reviewed }) => `/review/${reviewed}` },
  { name: 'review-pilot', at: ({ pilot }) => `/review/${pilot}` },
  { name: 'history', at: '/pipelines' },
  { name: 'pipeline', at: ({ done }) => `/pipelines/${done}` },
  { name: 'pipeline-failed', at: ({ failed }) => `/pipelines/${failed}` },
  { name: 'story', at: ({ story }) => `/story/${story}` },
  { name: 'queue', at: '/queue' },
  { name: 'usage', at: '/usage' },
  ...['providers', 'keys', 'budgets', 'webhooks', 'schedules'].map((section) => ({
    name: `settings-${section}`,
    at: `/settings/${section}`,
  })),
  {
    name: 'menu',
    at: '/library',
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^(Menu|More)$/ })
        .filter({ visible: true })
        .click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'find',
    at: '/library',
    prepare: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder(/Find a screen/).fill('lighthouse');
      await page
        .getByRole('option', { name: /lighthouse/i })
        .first()
        .waitFor();
    },
  },
  {
    name: 'keys',
    at: '/',
    prepare: async (page) => {
      await page.keyboard.press('Shift+?');
      await page.getByRole('dialog').waitFor();
      await settled(page);
    },
  },
  {
    name: 'tour',
    at: '/',
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^(Menu|More)$/ })
        .filter({ visible: true })
        .click();
      await page.getByRole('menuitem', { name: 'Show me around' }).click();
      await page.getByRole('heading', { name: 'Say it once' }).waitFor();
    },
  },
  { name: 'nowhere', at: '/nowhere' },
];

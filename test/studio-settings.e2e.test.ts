import { dataOf } from '#contracts';
import { FakeFal, FakeOpenAi, afterFile } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

const KEY = 'let-me-in';

let stack: TestStack;
beforeAll(async () => {
  const fal = await new FakeFal({ key: KEY }).start();
  const openai = await new FakeOpenAi({ key: KEY }).start();
  afterFile(async () => {
    await fal.stop();
    await openai.stop();
  });
  stack = await wholeStack({
    ...{ falKey: KEY, falQueueUrl: fal.url, falRestUrl: fal.url },
    ...{ openaiKey: 'a-wrong-one', openaiUrl: `${openai.url}/v1` },
  });
});

const open = async (section: string, options: Parameters<typeof openPage>[0] = DESK) => {
  const opened = await openPage(options);
  await opened.page.goto(`${stack.url}/studio/settings/${section}`);
  return opened;
};

test('a provider is tried out: what works and what does not is said, and why', async () => {
  const { page, errors } = await open('providers');
  await page.getByRole('button', { name: 'Test the connection to fal' }).click();
  await page.getByRole('status').getByText('It knows the key.').waitFor();
  await page.getByRole('button', { name: 'Test the connection to OpenAI' }).click();
  const wrong = page.getByRole('status').filter({ hasText: 'It does not work' });
  await wrong.getByText('unauthorised').waitFor();
  expect(await wrong.textContent()).toContain('Check the key');
  await page.getByText('Make a token at replicate.com').waitFor();
  expect(await page.content()).not.toContain('a-wrong-one');
  expect(errors).toEqual([]);
});

test('a key is made, shown once, used, and revoked', async () => {
  const { page, errors } = await open('keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByText('This is needed.').waitFor();
  await page.getByLabel('Name').fill('nightly');
  await page.getByLabel('Requests a minute').fill('0');
  await page.getByText('At least 1.').waitFor();
  await page.getByLabel('Requests a minute').fill('300');
  await page.getByLabel('Budget in dollars').fill('2.5');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const secret = (await page.getByLabel('The secret').textContent())!;
  expect(secret).toMatch(/^rw_/);
  const ask = async () =>
    (await fetch(`${stack.url}/pipelines`, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect(await ask()).toBe(200);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  expect(await page.content()).not.toContain(secret);
  await page.getByText('of $2.50').waitFor();
  await page.getByRole('button', { name: 'What can be done with nightly' }).click();
  await page.getByRole('menuitem', { name: 'Rename or change' }).click();
  await page.getByLabel('Name').fill('weekly');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'weekly' }).waitFor();
  await page.getByRole('button', { name: 'What can be done with weekly' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke the key' }).click();
  await page.getByText('1 revoked key').waitFor();
  expect(await ask()).toBe(401);
  expect(errors).toEqual([]);
});

test('a limit of the day is seen at the top at once, and taken away again', async () => {
  const { page, errors } = await open('budgets');
  const limit = page.getByLabel('A day may cost, in dollars');
  const save = page.getByRole('button', { name: 'Save' }).first();
  await limit.fill('-1');
  await save.click();
  await page.getByText('At least 0.').waitFor();
  await limit.fill('20');
  await save.click();
  await page.getByRole('banner').getByText('$0.00 of $20.00 today').waitFor();
  expect(dataOf(await stack.client.GET('/budgets')).day.limit_usd).toBe(20);
  await limit.fill('');
  await save.click();
  await page.getByRole('banner').getByText('$0.00 today').waitFor();
  expect(dataOf(await stack.client.GET('/budgets')).day.limit_usd).toBeUndefined();
  expect(errors).toEqual([]);
});

describe.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])('%s', (_, options) => {
  test.each(['', 'providers', 'keys', 'budgets', 'webhooks', 'schedules', 'appearance'])(
    'settings/%s can be used by everybody, and fits',
    async (section) => {
      const { page, errors } = await openPage(options);
      await page.goto(`${stack.url}/studio/settings/${section}`, { waitUntil: 'networkidle' });
      expect(await violations(page)).toEqual([]);
      const width: number = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
      expect(errors).toEqual([]);
    },
  );
});

import { dataOf } from '#contracts';
import { FakeFal, FakeOpenAi, afterFile, until } from '#testing';
import { DESK, PHONE, openPage, violations } from './support/browser.js';
import { startReceiver } from './support/receiver.js';
import type { Receiver } from './support/receiver.js';
import { wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

const KEY = 'let-me-in';

let stack: TestStack;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  const fal = await new FakeFal({ key: KEY }).start();
  const openai = await new FakeOpenAi({ key: KEY }).start();
  afterFile(async () => {
    await fal.stop();
    await openai.stop();
  });
  stack = await wholeStack({
    ...{ falKey: KEY, falQueueUrl: fal.url, falRestUrl: fal.url },
    ...{ openaiKey: 'a-wrong-one', openaiUrl: `${openai.url}/v1` },
    webhookTrustedUrls: receiver.url,
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
  const month = page.getByLabel('A month may cost, in dollars');
  await month.fill('300');
  await month.press('Enter');
  await page.getByRole('meter', { name: 'Spent this month' }).waitFor();
  await page.getByLabel('A run may cost, in dollars').fill('4.5');
  await page.keyboard.press('Enter');
  await until(async () => dataOf(await stack.client.GET('/budgets')).each_pipeline_usd === 4.5);
  const budgets = dataOf(await stack.client.GET('/budgets'));
  expect([budgets.day.limit_usd, budgets.month.limit_usd]).toEqual([undefined, 300]);
  dataOf(await stack.client.PUT('/budgets', { body: { month_usd: null, pipeline_usd: null } }));
  expect(errors).toEqual([]);
});

test('a webhook is made, its secret shown once, tried out, and told again what it was told', async () => {
  const { page, errors } = await open('webhooks');
  await page.getByRole('button', { name: 'New webhook' }).click();
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  await page.getByText('This is needed.').waitFor();
  await page.getByLabel('Address').fill(`${receiver.url}/bell`);
  await page.getByLabel('What it is for').fill('Door bell');
  await page.getByLabel('A run waits for a person').click();
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  const secret = page.getByLabel('The secret');
  await secret.getByText(/^whsec_/).waitFor();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await secret.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText(/Arrived, answered 204/).waitFor();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/bell']);
  await page.getByText('A test', { exact: true }).click();
  await page.getByRole('button', { name: 'Send it again' }).click();
  await until(async () => receiver.received.length === 2);
  const [first, second] = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(second).toBe(first);
  await page.getByRole('list', { name: 'Attempts' }).getByRole('listitem').nth(1).waitFor();
  await page.getByRole('switch', { name: 'Tell it what happens' }).click();
  await page.getByText('Stopped by a person').waitFor();
  const [hook] = dataOf(await stack.client.GET('/webhooks')).items;
  expect(hook).toMatchObject({ description: 'Door bell', enabled: false });
  expect(hook!.events).toEqual(['pipeline.completed', 'pipeline.failed', 'review.waiting']);
  await page.getByRole('button', { name: 'What can be done with the webhook' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByText('Nobody is told yet').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: /Door bell/ }).waitFor();
  expect(dataOf(await stack.client.GET('/webhooks')).items).toHaveLength(1);
  expect(errors).toEqual([]);
});

test('a schedule is set in words, shows its next times, and makes its pipeline when it is told to', async () => {
  const { page, errors } = await open('schedules', { ...DESK, timezoneId: 'Europe/Berlin', locale: 'en-GB' });
  await page.getByRole('button', { name: 'New schedule' }).click();
  await page.getByLabel('Name').fill('Morning panels');
  await page.getByRole('combobox', { name: 'What is made' }).click();
  await page.getByRole('option', { name: /^Story panels/ }).click();
  await page.getByLabel('Panels').fill('a hill at dawn');
  await page.getByRole('combobox', { name: 'Quality' }).click();
  await page.getByRole('option', { name: 'Draft' }).click();
  await page.getByRole('radio', { name: 'Day' }).click();
  await page.getByLabel('At', { exact: true }).fill('06:45');
  await page.getByText('Every day at 06:45').waitFor();
  await page.getByText(/Here that is (today|tomorrow) 06:45, /).waitFor();
  await page.getByRole('button', { name: 'Set the schedule' }).click();
  await page.getByText('Story panels · Every day at 06:45, by the clocks of Europe/Berlin').waitFor();
  const [schedule] = dataOf(await stack.client.GET('/schedules')).items;
  expect(schedule).toMatchObject({ name: 'Morning panels', cron: '45 6 * * *', timezone: 'Europe/Berlin' });
  await page.getByRole('button', { name: 'Run now' }).click();
  const run = page.getByRole('region', { name: 'Latest runs' }).getByRole('link', { name: 'Look at it' });
  const id = (await run.getAttribute('href'))!.split('/').at(-1)!;
  const made = dataOf(await stack.client.GET('/pipelines/{id}', { params: { path: { id } } }));
  expect(made.inputs).toMatchObject({ panels: ['a hill at dawn'], quality: 'draft' });
  await page.getByRole('switch', { name: 'Run by itself' }).click();
  await page.getByText('Paused by a person').waitFor();
  await page.getByRole('button', { name: 'What can be done with Morning panels' }).click();
  await page.getByRole('menuitem', { name: 'Change' }).click();
  await page.getByLabel('Name').fill('Evening panels');
  await page.getByRole('radio', { name: 'Month' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Evening panels' }).waitFor();
  expect(dataOf(await stack.client.GET('/schedules')).items[0]!.cron).toBe('45 6 1 * *');
  expect(errors).toEqual([]);
});

describe.each([
  ['a desk, dark', { ...DESK, colorScheme: 'dark' as const }],
  ['a desk, light', { ...DESK, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
])('%s', (_, options) => {
  test('all settings can be used by everybody, and fit', async () => {
    const { page, errors } = await openPage(options);
    const there = {
      '': page.getByRole('navigation', { name: 'Settings' }),
      providers: page.getByRole('heading', { name: 'Anthropic' }),
      keys: page.getByText('1 revoked key'),
      budgets: page.getByLabel('A day may cost, in dollars'),
      webhooks: page.getByRole('link', { name: /Door bell/ }),
      schedules: page.getByRole('link', { name: /Evening panels/ }),
      appearance: page.getByText('Everything answers'),
    };
    for (const [section, sign] of Object.entries(there)) {
      await page.goto(`${stack.url}/studio/settings/${section}`);
      await sign.waitFor();
      expect([section, await violations(page)]).toEqual([section, []]);
      const width: number = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
    }
    expect(errors).toEqual([]);
  }, 60_000);

  test('so can the forms', async () => {
    const { page, errors } = await openPage(options);
    for (const [section, button] of [
      ['keys', 'New key'],
      ['webhooks', 'New webhook'],
      ['schedules', 'New schedule'],
    ] as const) {
      await page.goto(`${stack.url}/studio/settings/${section}`);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('dialog').waitFor();
      expect([section, await violations(page)]).toEqual([section, []]);
    }
    expect(errors).toEqual([]);
  }, 60_000);
});

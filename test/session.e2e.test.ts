import { WebSocket } from 'ws';
import { afterFile } from '#testing';
import { openPage, DESK, violations } from './support/browser.js';
import { wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

const KEY = 'a secret with spaces; and=signs';
let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack({ apiKey: KEY }, KEY);
});

async function cookie(): Promise<string> {
  const headers = { authorization: `Bearer ${KEY}` };
  const response = await fetch(`${stack.url}/session`, { method: 'PUT', headers });
  expect(response.status).toBe(204);
  const set = response.headers.get('set-cookie')!;
  for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(set).toContain(flag);
  return set.split(';')[0]!;
}

const status = async (headers: Record<string, string>, method = 'GET') =>
  (await fetch(`${stack.url}/pipelines/validate`, { method: method === 'GET' ? 'POST' : method, headers })).status;

test('a browser keeps a key that was presented, and pages of others cannot use it', async () => {
  const kept = await cookie();
  expect(await status({})).toBe(401);
  expect(await status({ cookie: 'reelwright_key=wrong' })).toBe(401);
  expect(await status({ cookie: 'reelwright_key=%E0%A4%A' })).toBe(401);
  expect(await status({ cookie: kept, 'sec-fetch-site': 'same-origin' })).not.toBe(401);
  expect(await status({ cookie: kept, 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await status({ cookie: kept, 'sec-fetch-site': 'cross-site' })).toBe(403);
  const wrong = await fetch(`${stack.url}/session`, { method: 'PUT', headers: { authorization: 'Bearer no' } });
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
});

test('a WebSocket opens with it', async () => {
  const address = `${stack.url.replace('http', 'ws')}/pipelines/none/events`;
  const closed = (headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(address, { headers });
      afterFile(() => socket.terminate());
      socket.on('error', () => {});
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
      socket.on('close', (code) => resolve(code));
    });
  expect(await closed({})).toBe(401);
  expect(await closed({ cookie: await cookie() })).toBe(4404);
});

test('the studio asks for the key, and works with it', async () => {
  const { page } = await openPage(DESK);
  await page.goto(`${stack.url}/studio/history`);
  const field = page.getByLabel('API key');
  await field.waitFor();
  expect(await violations(page)).toEqual([]);
  await field.fill('wrong');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('This key does not open anything here.').waitFor();
  await field.fill(KEY);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.getByText('Nothing here yet').waitFor();
});

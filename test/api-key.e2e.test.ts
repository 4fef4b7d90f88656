import { dataOf } from '#contracts';
import { get, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

const KEY = 'a-key-for-this-test-only';
let stack: TestStack;
beforeAll(async () => {
  // So much free space that no disk has it: every task is refused before it starts.
  stack = await wholeStack({ apiKey: KEY, minFreeDiskMb: 100_000_000 }, KEY);
});

describe('with an API key', () => {
  it('answers only to who presents it, wherever the request comes from', async () => {
    expect((await fetch(`${stack.url}/pipelines`)).status).toBe(401);
    expect((await fetch(`${stack.url}/admin/queues`)).headers.get('www-authenticate')).toContain('Basic');
    expect((await fetch(`${stack.url}/pipelines`, { headers: { 'x-api-key': 'wrong' } })).status).toBe(401);
    expect((await fetch(`${stack.url}/pipelines`, { headers: { 'x-api-key': KEY } })).status).toBe(200);
    expect(dataOf(await stack.client.GET('/pipelines')).total).toBe(0);
  });
});

describe('a full disk', () => {
  it('is a clear refusal before the work, not a crash in the middle', async () => {
    const { id } = await submit(stack, { template: 'story_panels', inputs: { panels: ['a lake'] } });
    const record = await over(id);
    expect(record).toMatchObject({ status: 'failed', error: { code: 'disk_full' } });
    expect(record.error!.message).toMatch(/MB are free/);
  });

  async function over(id: string) {
    for (;;) {
      const { items } = dataOf(await stack.client.GET('/pipelines/{id}/events', { params: { path: { id } } }));
      if (items.some((event) => event.data.status === 'failed')) return get(stack, id);
    }
  }
});

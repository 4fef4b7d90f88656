import { loadConfig } from '#config';
import { ApiProblem, dataOf } from '#contracts';
import { attachOrStart } from '../apps/cli/src/stack/index.js';
import { submit, wholeStack } from './support/stack.js';
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

describe('without the key', () => {
  it('tells only whether it is well, so that an orchestrator and another command find it', async () => {
    const health = async (headers: Record<string, string>) => (await fetch(`${stack.url}/health`, { headers })).json();
    expect(await health({})).toEqual({ status: 'ok' });
    expect(await health({ 'x-api-key': 'wrong' })).toEqual({ status: 'ok' });
    expect(await health({ 'x-api-key': KEY })).toMatchObject({ status: 'ok', home: stack.home });
    expect((await fetch(`${stack.url}/health`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(`${stack.url}/healthy`)).status).toBe(401);
    const config = loadConfig({ env: {}, file: false, overrides: { home: stack.home, apiKey: KEY } });
    expect(await attachOrStart(config)).toMatchObject({ attached: true, url: stack.url });
  });
});

describe('a full disk', () => {
  it('is a clear refusal before the work, not a crash in the middle', async () => {
    const refused = await submit(stack, { template: 'story_panels', inputs: { panels: ['a lake'] } }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused).toMatchObject({ status: 507, problem: { code: 'disk_full' } });
    expect((refused as ApiProblem).problem.detail).toMatch(/MB are free/);
    expect(dataOf(await stack.client.GET('/pipelines')).total).toBe(0);
  });
});

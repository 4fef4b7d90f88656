import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack({ diskQuotaMb: 1 });
});

const body = (seed: number) => ({
  inputs: {},
  seed,
  definition: {
    name: 'pictures',
    steps: [{ id: 'picture', type: 't2i', config: { prompt: 'a castle in a storm' }, count: 12 }],
    outputs: ['picture'],
  },
});

it('a quota that is used up stops work before it begins, and what was made stays whole', async () => {
  const created = await stack.client.POST('/pipelines', { body: body(2) });
  expect(created.response.status).toBe(201);
  const { id, status, failed_task, error, outputs } = await runToEnd(stack, body(1));
  expect(status).toBe('failed');
  expect(error!.code).toBe('disk_full');
  expect(error!.message).toMatch(
    new RegExp(
      `^${failed_task!.replace(/[[\]]/g, '\\$&')}: the artifacts take \\d+ MB and 1 MB are allowed \\(diskQuotaMb\\)`,
    ),
  );
  expect(error!.hint).toContain('raise the limit');
  expect(outputs.length).toBeGreaterThan(0);
  for (const { url, bytes } of outputs)
    expect((await (await fetch(stack.url + url)).arrayBuffer()).byteLength).toBe(bytes);
  const folder = join(stack.home, 'pipelines');
  expect(existsSync(folder) ? readdirSync(folder) : []).not.toContain(id);

  const refused = await stack.client.POST('/pipelines', { body: body(3) });
  expect(refused.response.status).toBe(507);
  expect(refused.error).toMatchObject({ code: 'disk_full', title: 'Insufficient storage' });
  expect((refused.error as { detail: string }).detail).toMatch(
    /^the artifacts take \d+ MB and 1 MB are allowed \(diskQuotaMb\), so nothing new is started\. Free some disk space or raise the limit/,
  );
  const run = await stack.client.POST('/pipelines/{id}/run', { params: { path: { id: created.data!.id } } });
  expect(run.response.status).toBe(507);
});

it('files are refused for which there is no room, and leave nothing behind', async () => {
  const bring = async (bytes: number) => {
    const form = new FormData();
    form.append('files', new Blob(['a prompt\n'.repeat(bytes / 9)]), 'prompts.txt');
    const response = await fetch(`${other.url}/uploads`, { method: 'POST', body: form });
    return [response.status, ((await response.json()) as { code?: string }).code];
  };
  const other = await wholeStack({ diskQuotaMb: 1 });
  expect(await bring(900_000)).toEqual([201, undefined]);
  expect(await bring(300_000)).toEqual([507, 'disk_full']);
  expect(await bring(9_000)).toEqual([201, undefined]);
  expect(readdirSync(join(other.home, 'tmp', 'uploads'))).toEqual([]);
});

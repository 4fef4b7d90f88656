import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { systemEnv } from '#config';
import { dataOf } from '#contracts';
import { until } from '#testing';
import { ROOT, get, submit, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

/** Prompts, a picture of each, a film of each picture; a person decides after the first two. */
const body = {
  inputs: {},
  seed: 3,
  options: { mode: 'checkpoint' as const, checkpoints: ['ideas', 'picture'] },
  definition: {
    name: 'reviewed',
    steps: [
      { id: 'ideas', type: 'prompt_enhance', config: { input_prompts: 'a harbour', variations_per_prompt: 3 } },
      {
        ...{ id: 'picture', type: 't2i', map: '{{steps.ideas.prompts}}' },
        config: { prompt: '{{item}}', width: 64, height: 36 },
      },
      {
        ...{ id: 'film', type: 'i2v', dependsOn: ['picture'] },
        config: { duration: 1, width: 64, height: 36, fps: 8 },
      },
    ],
    outputs: ['film'],
  },
};

function cli(...args: string[]) {
  const main = join(ROOT, 'dist/apps/cli/src/main.js');
  return spawnSync(process.execPath, [main, ...args, '--url', stack.url], { env: systemEnv(), encoding: 'utf8' });
}

const inReview = async (id: string) =>
  dataOf(await stack.client.GET('/pipelines/{id}/reviews', { params: { path: { id } } })).items.map((task) => task.id);
const waits = (id: string, count: number) => until(async () => (await inReview(id)).length === count);

test('prompts are edited, pictures chosen and made anew, and only what was approved becomes a film', async () => {
  const { id } = await submit(stack, body);
  await waits(id, 1);
  expect(await get(stack, id)).toMatchObject({ status: 'running', in_review: 1 });
  const prompts = ['a red boat', 'a blue boat', 'a grey boat'];
  const path = { id, step_id: 'ideas' };
  dataOf(
    await stack.client.PUT('/pipelines/{id}/steps/{step_id}', {
      ...{ params: { path }, body: { task_id: 'ideas', outputs: { prompts } } },
    }),
  );
  const wrong = await stack.client.PUT('/pipelines/{id}/steps/{step_id}', {
    ...{ params: { path }, body: { task_id: 'ideas', outputs: { prompts: 'no list' } } },
  });
  expect(wrong.error).toMatchObject({ status: 422, code: 'bad_output' });
  expect(cli('approve', id).stdout).toContain('Approved');
  await waits(id, 3);
  expect((await get(stack, id)).steps.map(({ status }) => status)).toEqual(['completed', 'review', 'pending']);
  const pictures = async () =>
    dataOf(
      await stack.client.GET('/pipelines/{id}/steps/{step_id}', {
        params: { path: { id, step_id: 'picture' }, query: {} },
      }),
    ).items;
  const before = (await pictures())[2]!.outputs[0]!.digest;
  expect(cli('review', id).stdout).toContain('picture[2]');
  expect(cli('reject', id, 'picture[0]').stdout).toContain('Rejected');
  expect(cli('regenerate', id, 'picture[2]', '--note', 'at night').stdout).toContain('made anew');
  await until(async () => (await pictures())[2]!.versions === 1 && (await inReview(id)).length === 2);
  const again = (await pictures())[2]!;
  expect(again.outputs[0]!.digest).not.toBe(before);
  const recipe = await fetch(`${stack.url}/artifacts/${again.outputs[0]!.digest}/recipe`).then((answer) =>
    answer.text(),
  );
  expect(recipe).toContain('a grey boat. at night');
  const settings = await stack.client.POST('/pipelines/{id}/steps/{step_id}/regenerate', {
    params: { path: { id, step_id: 'picture' } },
    body: { task_ids: ['picture[1]'], override_config: { colour: 'red' } },
  });
  expect(settings.error).toMatchObject({ status: 422 });
  expect(cli('approve', id, 'picture[1]', 'picture[2]').stdout).toContain('Nothing else waits');
  await until(async () => (await get(stack, id)).status === 'completed');
  const films = (await get(stack, id)).outputs
    .filter(({ step_id }) => step_id === 'film')
    .map(({ task_id }) => task_id);
  expect(films.sort()).toEqual(['film[1]', 'film[2]']);
  const late = await stack.client.POST('/pipelines/{id}/steps/{step_id}/reject', {
    params: { path: { id, step_id: 'picture' } },
    body: { task_ids: ['picture[1]'] },
  });
  expect(late.error).toMatchObject({ status: 409, code: 'not_in_review' });
});

test('at the terminal a run stops where results wait, and says what to do', () => {
  const example = join(ROOT, 'examples/film.yaml');
  const run = cli('run', example, '--input', 'scene=a lighthouse', '--input', 'quality=draft', '--review', 'keyframe');
  expect(run.stderr).toContain('waits for you: 1 result');
  expect(run.status).toBe(4);
});

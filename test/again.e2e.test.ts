import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ApiProblem, dataOf } from '#contracts';
import type { components } from '#contracts';
import { digestOf, eventsUntilOver, get, runToEnd, wholeStack } from './support/stack.js';
import type { Pipeline, TestStack } from './support/stack.js';

const inputs = { scene: 'a red windmill on a hill', duration: 5, quality: 'draft' };
const request = { template: 'complete_video_production', inputs, seed: 7 };

let stack: TestStack;
let film: Pipeline;
beforeAll(async () => {
  stack = await wholeStack();
  film = await runToEnd(stack, request);
  expect(film.status).toBe('completed');
});

/** The ledger: each task and where its result came from, in the order of commits. */
async function ledger(id: string): Promise<Record<string, string>> {
  const { items } = dataOf(
    await stack.client.GET('/pipelines/{id}/checkpoints', { params: { path: { id }, query: { limit: 500 } } }),
  );
  return Object.fromEntries(items.reverse().map(({ task_id, how }) => [task_id, how]));
}

const path = (id: string) => ({ params: { path: { id } } });

async function fork(id: string, body: components['schemas']['ForkDto']): Promise<Pipeline> {
  const made = dataOf(await stack.client.POST('/pipelines/{id}/fork', { ...path(id), body: { ...body, run: true } }));
  await eventsUntilOver(stack, made.id);
  return get(stack, made.id);
}

describe('a finished film with one prompt changed', () => {
  it('forked, does only that step and what depends on it; the original stays', async () => {
    const forked = await fork(film.id, { config: { animate: { motion_prompt: 'pan to the left' } } });
    expect(forked).toMatchObject({ status: 'completed', forked_from: film.id });
    expect(await ledger(forked.id)).toEqual({ keyframe: 'known', music: 'known', animate: 'ran', film: 'ran' });
    for (const step of ['keyframe', 'music']) expect(digestOf(forked, step)).toBe(digestOf(film, step));
    expect(digestOf(forked, 'film')).not.toBe(digestOf(film, 'film'));
    expect(existsSync(forked.files!.film![0]!)).toBe(true);
    expect(await get(stack, film.id)).toMatchObject({ outputs: film.outputs, files: film.files });
    expect(forked.reused.tasks).toBe(2);
  });

  it('resumed in place, the same', async () => {
    const mine = await fork(film.id, {});
    expect(await ledger(mine.id)).toEqual({ keyframe: 'known', music: 'known', animate: 'known', film: 'known' });
    const again = dataOf(
      await stack.client.POST('/pipelines/{id}/run', {
        ...path(mine.id),
        body: { config: { music: { style: 'slow piano' } } },
      }),
    );
    expect(again.status).not.toBe('completed');
    await eventsUntilOver(stack, mine.id);
    const after = await get(stack, mine.id);
    expect(after).toMatchObject({ status: 'completed', run: 2 });
    expect(await ledger(mine.id)).toEqual({ keyframe: 'known', animate: 'known', music: 'ran', film: 'ran' });
    // What was published before has made way for the new film.
    expect(digestOf(after, 'film')).not.toBe(digestOf(film, 'film'));
    expect(existsSync(after.files!.film![0]!)).toBe(true);
  });

  it('retried at one step with other settings, the same', async () => {
    const mine = await fork(film.id, {});
    const body = { override_config: { motion_prompt: 'zoom out slowly' } };
    const params = { path: { id: mine.id, step_id: 'animate' } };
    dataOf(await stack.client.POST('/pipelines/{id}/steps/{step_id}/retry', { params, body }));
    await eventsUntilOver(stack, mine.id);
    expect(await ledger(mine.id)).toEqual({ keyframe: 'known', music: 'known', animate: 'ran', film: 'ran' });
  });

  it('planned first, is known to cost two tasks', async () => {
    const plan = dataOf(
      await stack.client.POST('/pipelines/{id}/plan', {
        ...path(film.id),
        body: { config: { animate: { motion_prompt: 'the sails turn backwards' } } },
      }),
    );
    expect(Object.fromEntries(plan.steps.map((step) => [step.id, step.cached]))).toEqual({
      ...{ keyframe: 1, music: 1, animate: 0, film: 0 },
    });
  });
});

describe('the same request once more', () => {
  it('is answered from the cache, which the plan foresees and the result tells', async () => {
    const plan = dataOf(await stack.client.POST('/pipelines/plan', { body: request }));
    expect(plan.steps.map((step) => step.cached)).toEqual([1, 1, 1, 1]);
    expect(plan.seconds).toBe(0);
    const bill = dataOf(await stack.client.POST('/pipelines/estimate', { body: request }));
    expect(bill.steps.map(({ count, cached, saved_usd }) => [count, cached, saved_usd])).toEqual(
      bill.steps.map(() => [0, 1, 0]),
    );
    expect(bill.seconds).toBe(0);
    const again = await runToEnd(stack, request);
    expect(await ledger(again.id)).toEqual({ keyframe: 'cache', music: 'cache', animate: 'cache', film: 'cache' });
    expect(digestOf(again, 'film')).toBe(digestOf(film, 'film'));
    expect(again.reused.tasks).toBe(4);
    expect(again.reused.saved_ms).toBeGreaterThan(100);
  });

  it('is made anew with cache: false', async () => {
    const again = await runToEnd(stack, { ...request, options: { cache: false } });
    expect(new Set(Object.values(await ledger(again.id)))).toEqual(new Set(['ran']));
  });

  it('makes again what is missing from the store, and only that', async () => {
    const digest = digestOf(film, 'music');
    rmSync(join(stack.home, 'artifacts/cas', digest.slice(0, 2), digest.slice(2, 4), digest));
    const again = await runToEnd(stack, request);
    expect(await ledger(again.id)).toEqual({ keyframe: 'cache', music: 'ran', animate: 'cache', film: 'cache' });
    expect(digestOf(again, 'music')).toBe(digest);
  });
});

describe('what can’t be', () => {
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(dataOf as (answer: unknown) => unknown).catch((reason: unknown) => reason);
    return error instanceof ApiProblem ? [error.status, error.problem.code] : error;
  };

  it('is refused with a reason', async () => {
    const { client } = stack;
    expect(await refused(client.POST('/pipelines/{id}/run', path(film.id)))).toEqual([409, 'pipeline_over']);
    expect(
      await refused(client.POST('/pipelines/{id}/run', { ...path(film.id), body: { config: { no: {} } } })),
    ).toEqual([422, 'invalid_definition']);
    expect(
      await refused(client.POST('/pipelines/{id}/run', { ...path(film.id), body: { checkpoint: 'pother@1' } })),
    ).toEqual([404, 'not_found']);
    const params = { path: { id: film.id, step_id: 'animate' } };
    expect(
      await refused(client.POST('/pipelines/{id}/steps/{step_id}/retry', { params, body: { task_id: 'keyframe[1]' } })),
    ).toEqual([404, 'not_found']);
  });
});

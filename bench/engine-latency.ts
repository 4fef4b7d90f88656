import type { PipelineDefinition } from '#pipeline';
import { startToyEngine } from '#testing';
import type { ToyEngine } from '#testing';
import { watchPing } from './ping.js';
import { quantile, round } from './stats.js';
import type { Figure } from './suite.js';

const BULK: PipelineDefinition = {
  name: 'bulk',
  description: '',
  inputs: { prompts: 'list' },
  outputs: ['all'],
  steps: [
    { id: 'draw', type: 'draw', map: '{{inputs.prompts}}', config: { value: '{{item}}' } },
    { id: 'move', type: 'make', config: {}, dependsOn: ['draw'] },
    { id: 'all', type: 'gather', config: {}, dependsOn: ['move'] },
  ],
};

/** Milliseconds from the call to the acknowledged, durable submit, create and start together. */
async function submitMs(toy: ToyEngine, items: number, times: number): Promise<number[]> {
  const prompts = Array.from({ length: items }, (_, index) => `prompt ${index}`);
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const begun = performance.now();
    const { id } = await toy.engine.create(BULK, { prompts }, { seed: 1 });
    await toy.engine.start(id);
    samples.push(performance.now() - begun);
    await toy.engine.cancel(id);
    await toy.engine.dispatcher.idle();
  }
  return samples;
}

/** Milliseconds from one task's commit to its dependent's start, along a chain. */
async function handoverMs(redisUrl: string): Promise<number[]> {
  const times: number[] = [];
  let committed = 0;
  const toy = await startToyEngine({
    redisUrl,
    execute: async () => {
      if (committed > 0) times.push(performance.now() - committed);
      // The commit follows at once; what is measured includes it.
      committed = performance.now();
      return { outputs: { text: '' } };
    },
  });
  const steps = Array.from({ length: 100 }, (_, index) => ({
    ...{ id: `s${index}`, type: 'make', config: {} },
    ...(index > 0 && { dependsOn: [`s${index - 1}`] }),
  }));
  const { id } = await toy.engine.create(
    { name: 'chain', description: '', inputs: {}, outputs: [], steps },
    {},
    { seed: 1 },
  );
  await toy.engine.start(id);
  await toy.engine.finished(id);
  await toy.close();
  return times;
}

export async function latency(redisUrl: string): Promise<Figure[]> {
  const toy = await startToyEngine({ redisUrl, concurrency: 0 });
  await submitMs(toy, 125, 20);
  const small = await submitMs(toy, 125, 200);
  const ping = watchPing(redisUrl);
  const large = await submitMs(toy, 10_000, 20);
  await toy.close();
  const worstAtSubmit = await ping.stop();
  const worstWhileRunning = await runWatched(redisUrl, 10_000);
  const handover = await handoverMs(redisUrl);
  const worst = Math.max(worstAtSubmit, worstWhileRunning);
  const p99 = { small: quantile(small, 0.99), large: quantile(large, 0.99) };
  const p50 = quantile(handover, 0.5);
  return [
    { key: 'submit_125_p50_ms', value: round(quantile(small, 0.5)), unit: 'ms', what: 'submit of 125 items, median' },
    {
      key: 'submit_125_p99_ms',
      value: round(p99.small),
      unit: 'ms',
      what: 'submit of 125 items, 99th percentile',
      target: '< 50',
      ok: p99.small < 50,
    },
    {
      key: 'submit_10000_p50_ms',
      value: round(quantile(large, 0.5)),
      unit: 'ms',
      what: 'submit of 10,000 items, median',
    },
    {
      key: 'submit_10000_p99_ms',
      value: round(p99.large),
      unit: 'ms',
      what: 'submit of 10,000 items, 99th percentile',
      target: '< 1000',
      ok: p99.large < 1000,
    },
    {
      key: 'worst_ping_ms',
      value: round(worst),
      unit: 'ms',
      what: 'longest PING while submitting and running 10,000 items',
      target: '< 50',
      ok: worst < 50,
    },
    {
      key: 'commit_to_start_p50_ms',
      value: round(p50, 2),
      unit: 'ms',
      what: "from one task's end to its dependent's start, median",
      target: '< 10',
      ok: p50 < 10,
    },
    {
      key: 'commit_to_start_p99_ms',
      value: round(quantile(handover, 0.99), 2),
      unit: 'ms',
      what: 'the same, 99th percentile',
    },
  ];
}

async function runWatched(redisUrl: string, items: number): Promise<number> {
  const toy = await startToyEngine({ redisUrl, concurrency: 50 });
  const ping = watchPing(redisUrl);
  const prompts = Array.from({ length: items }, (_, index) => `prompt ${index}`);
  const { id } = await toy.engine.create(BULK, { prompts }, { seed: 1 });
  await toy.engine.start(id);
  await toy.engine.finished(id);
  const worst = await ping.stop();
  await toy.close();
  return worst;
}

import type { PipelineDefinition, PipelineOptions, PipelineStep } from '#pipeline';
import { Random } from './random.js';

/** How many different pipelines a run cycles through. */
export const DIFFERENT = 8;

/** Wider than one script may add, so that an expansion has more than one chunk. */
const WIDE = 540;

/** A full disk passes: what hits it is tried until it is over. */
const RETRY = { maxAttempts: 100, backoffMs: 100, backoffMultiplier: 1, retryableErrors: ['disk_full'] };

const step = (id: string, type: string, rest: Partial<PipelineStep> = {}): PipelineStep => ({
  id,
  type,
  config: {},
  retry: RETRY,
  onFailure: 'retry',
  ...rest,
});

/** Items of a list whose length shows when it is made; each goes its own way, two ways meet, all are gathered. */
const story = (random: Random): PipelineStep[] => [
  step('script', 'list', { config: { length: random.between(12, 24) } }),
  step('picture', 'draw', { map: '{{steps.script.items}}', config: { value: '{{item}}' } }),
  step('clip', 'make', { dependsOn: ['picture'], config: { value: 'clip' } }),
  step('voice', 'make', { map: '{{steps.script.items}}', config: { value: 'voice of {{item}}' } }),
  step('film', 'gather', { dependsOn: ['clip', 'voice'] }),
];

/** A list for each item of a list, gathered item by item, then together. */
const nested = (random: Random): PipelineStep[] => [
  step('acts', 'list', { config: { length: random.between(3, 6) } }),
  step('scenes', 'list', { map: '{{steps.acts.items}}', config: { length: random.between(4, 7) } }),
  step('shot', 'draw', { map: '{{steps.scenes.items}}', config: { value: '{{item}}' } }),
  step('graded', 'make', { dependsOn: ['shot'], config: { value: 'graded' } }),
  step('cut', 'gather', { map: '{{steps.acts.items}}', dependsOn: ['graded'] }),
  step('film', 'gather', { dependsOn: ['cut'] }),
];

/** Two lists in step, two takes of each pair, and a list that is empty. */
const zipped = (random: Random): PipelineStep[] => {
  const length = random.between(8, 16);
  return [
    step('places', 'list', { config: { length } }),
    step('times', 'list', { config: { length } }),
    step('nothing', 'list', { config: { length: 0 } }),
    step('pair', 'draw', {
      zip: { place: '{{steps.places.items}}', time: '{{steps.times.items}}' },
      count: 2,
      config: { value: '{{item.place}} {{item.time}}' },
    }),
    step('none', 'make', { map: '{{steps.nothing.items}}', config: { value: '{{item}}' } }),
    step('all', 'gather', { dependsOn: ['pair', 'none'] }),
  ];
};

/** A fan-out of more tasks than one script adds. */
const wide = (): PipelineStep[] => [
  step('source', 'list', { config: { length: WIDE } }),
  step('item', 'make', { map: '{{steps.source.items}}', config: { value: '{{item}}', ms: -1 } }),
  step('all', 'gather', { dependsOn: ['item'] }),
];

const SHAPES = [story, nested, zipped, wide];

export const nameOf = (index: number): string => `chaos ${index}`;

/** The pipeline at a place in the cycle of `DIFFERENT`; the same for the same seed. */
export function definitionOf(seed: number, index: number): PipelineDefinition {
  const place = index % DIFFERENT;
  const steps = SHAPES[place % SHAPES.length]!(new Random(seed, 'pipeline', place));
  return { name: nameOf(index), description: '', inputs: {}, outputs: [steps.at(-1)!.id], steps };
}

export const pipelineSeed = (seed: number, index: number): number => seed * 1000 + (index % DIFFERENT);

/** Nothing is taken from the cache, or the second of equal pipelines would have nothing to do; every third waits behind. */
export const optionsOf = (index: number): PipelineOptions => ({
  cache: false,
  lane: index % 3 === 2 ? 'background' : 'interactive',
});

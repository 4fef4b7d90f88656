import { isArtifactRef } from '#pipeline';
import type { ArtifactRef, PortValue } from '#pipeline';
import { z } from 'zod';
import { defineStep } from './define.js';

export const select = defineStep({
  type: 'select',
  version: '1',
  title: 'Choose the best',
  summary: 'Of several pictures, videos or sounds keeps the best: a person chooses, or a vision model.',
  config: z.object({
    by: z
      .enum(['vision', 'person', 'first'])
      .default('vision')
      .describe('Who chooses: a vision model scores pictures; a person looks at them, and the pipeline waits; first'),
    keep: z.number().int().min(1).max(100).default(1).describe('How many go on, the best first'),
    criteria: z.string().max(5_000).default('').describe('What to look for above all'),
    prompt: z.string().max(20_000).default('').describe('What they should show'),
  }),
  inputs: {
    candidates: { media: ['image', 'video', 'audio'], list: true, required: true, description: 'What to choose from' },
    scores: { media: ['json'], list: true, explicit: true, description: 'A number for each; the highest is the best' },
  },
  outputs: {
    image: { media: 'image' },
    video: { media: 'video' },
    audio: { media: 'audio' },
    images: { media: 'image', list: true },
    videos: { media: 'video', list: true },
    chosen: { media: 'json', list: true },
    scores: { media: 'json', list: true },
  },
  resource: 'cpu',
  seeded: false,
  ownMeaning: ['prompt'],
  // Each candidate is looked at by itself, so that each look is paid once and kept.
  companion: {
    ...{ port: 'candidates', fills: 'scores', step: 'vision', input: 'image', output: 'score' },
    fields: { question: 'criteria', prompt: 'prompt' },
    unless: { by: ['person', 'first'] },
  },
  awaits: ({ by }) => by === 'person',
  lengths: ({ keep }) => ({ images: keep, videos: keep, chosen: keep }),
  seconds: () => 0.2,
});

/** What a choice puts out: the best by its kind, and all that were kept. Pure. */
export function choiceOutputs(
  candidates: readonly ArtifactRef[],
  chosen: readonly number[],
  scores: readonly number[] = [],
): Record<string, PortValue> {
  const kept = chosen.map((at) => candidates[at]!);
  const [best] = kept;
  if (!best) return { chosen: [], scores: [...scores] };
  const lists = best.media === 'image' || best.media === 'video' ? { [`${best.media}s`]: kept } : {};
  return { [best.media]: best, ...lists, chosen: [...chosen], scores: [...scores] };
}

/** The stored files among a port's values. */
export const candidatesIn = (value: PortValue | undefined): ArtifactRef[] =>
  value === undefined ? [] : [value].flat().filter((one) => isArtifactRef(one));

/** Positions of the best, the best first; equals as they came. Pure. */
export const bestOf = (scores: readonly number[], keep: number): number[] =>
  scores
    .map((score, at) => ({ score, at }))
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, keep)
    .map(({ at }) => at);

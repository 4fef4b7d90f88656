import { createHash } from 'node:crypto';
import type { ItemFacts } from '#library';

const STEP_TYPES = ['t2i', 'i2i', 'i2v', 'upscale', 'music', 'voice', 'mux', 'hires'];
const MODELS = ['flux', 'sdxl', 'wan', 'kling', 'veo', 'nano-banana', 'ace-step', 'sketch'];
const KINDS = ['image', 'image', 'image', 'video', 'audio'] as const;
const WORDS = 6_000;
const ITEMS_OF_A_PIPELINE = 40;
const BEGIN = Date.UTC(2026, 0, 1);

/** A number from 0 to 1 that follows from others, so that every run measures the same. */
export const chance = (...of: (string | number)[]): number =>
  createHash('md5').update(of.join('|')).digest().readUInt32BE(0) / 0xffff_ffff;

/** Few words are used much and most of them seldom, as people do. */
export function word(...of: (string | number)[]): string {
  const rank = Math.floor(WORDS ** chance(...of));
  return `${'bcdfghklmnprstvw'[rank % 16]!}${'aeiou'[rank % 5]!}${rank.toString(36)}`;
}

/** One of so many results, with a prompt of 8 to 30 words. */
export function generatedItem(number: number): ItemFacts {
  const pick = <T>(of: readonly T[], what: string): T => of[Math.floor(chance(number, what) * (of.length - 0.001))]!;
  const kind = pick(KINDS, 'kind');
  const words = 8 + Math.floor(chance(number, 'words') * 22);
  return {
    digest: digestOf(number),
    kind,
    mime: kind === 'image' ? 'image/png' : kind === 'video' ? 'video/mp4' : 'audio/mp4',
    name: `animate-${number % ITEMS_OF_A_PIPELINE}.png`,
    bytes: Math.floor(1e4 + chance(number, 'bytes') * 4e6),
    source: chance(number, 'source') < 0.1 ? 'upload' : 'output',
    createdAt: BEGIN + number * 60_000,
    ...{ width: 1280, height: 720, step: 'animate', task: `animate[${number % ITEMS_OF_A_PIPELINE}]` },
    ...(kind !== 'image' && { durationSec: 5 }),
    stepType: pick(STEP_TYPES, 'step'),
    provider: pick(['sketch', 'comfyui', 'fal'], 'provider'),
    model: pick(MODELS, 'model'),
    prompt: Array.from({ length: words }, (_, at) => word(number, 'word', at)).join(' '),
    ...(chance(number, 'cost') < 0.5 && { cost: 250_000 }),
    ...(number > 0 && chance(number, 'input') < 0.5 && { inputs: [digestOf(number - 1).slice(0, 24)] }),
  };
}

export const pipelineOf = (number: number): string => `p${Math.floor(number / ITEMS_OF_A_PIPELINE)}xxxxxxxxxxxxxxx`;

const digestOf = (number: number) => createHash('sha256').update(`item ${number}`).digest('hex');

import type { Catalogue, Select, StepType } from '#pipeline';
import { z } from 'zod';

/** Step types without media, for tests and benchmarks of what surrounds them. */
function toy(type: string, parts: Pick<StepType, 'inputs' | 'outputs' | 'config'> & Partial<StepType>): StepType {
  return {
    type,
    version: '1',
    title: type,
    summary: type,
    resource: 'cpu',
    units: () => 1,
    seconds: () => 1,
    ...parts,
  };
}

const value = z.object({ value: z.unknown().optional(), ms: z.number().default(0) });

export const TOY_STEPS: StepType[] = [
  /** Puts out its value, or the texts of what it waited for. */
  toy('make', {
    config: value,
    inputs: { from: { media: ['text'], description: 'before' } },
    outputs: { text: { media: 'text' } },
  }),
  /** The same on the card's queue; its `size` can be halved down to 2. */
  toy('draw', {
    config: value.extend({ size: z.number().optional() }),
    inputs: { from: { media: ['text'], description: 'before' } },
    outputs: { text: { media: 'text' } },
    resource: 'gpu',
    lower: (config) => {
      const size = Number(config.size ?? 0);
      return size > 2 ? { ...config, size: size / 2 } : undefined;
    },
  }),
  /** Puts out a list, `length` long. */
  toy('list', {
    config: z.object({ length: z.number(), ms: z.number().default(0) }),
    inputs: {},
    outputs: { items: { media: 'text', list: true } },
  }),
  /** Gathers whatever it waits for. */
  toy('gather', {
    config: value,
    inputs: { parts: { media: ['text'], list: true, description: 'parts' } },
    outputs: { text: { media: 'text' } },
  }),
];

export const TOY_CATALOGUE: Catalogue = new Map(TOY_STEPS.map((type) => [type.type, type]));

export const selectToy: Select = (_step, type) => ({
  provider: 'toy',
  model: 'toy',
  resource: type.resource,
  microDollars: 0,
  why: 'the only one',
});

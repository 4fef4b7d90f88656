import type { InputSpec } from '#pipeline';
import { ASPECTS, QUALITIES, STYLES } from '../fields.js';

/** Inputs that templates share; each template may change the default. */
export const qualityInput = (preset: (typeof QUALITIES)[number] = 'standard'): InputSpec => ({
  type: 'string',
  default: preset,
  enum: [...QUALITIES],
  description: 'draft is quick and small, high is slow and large.',
});

export const styleInput = (preset: (typeof STYLES)[number] = 'auto'): InputSpec => ({
  type: 'string',
  default: preset,
  enum: [...STYLES],
  description: 'How it is drawn; auto reads it from the words.',
});

export const aspectInput = (preset: (typeof ASPECTS)[number] = '16:9'): InputSpec => ({
  type: 'string',
  default: preset,
  enum: [...ASPECTS],
  description: 'Width to height.',
});

export const durationInput = (preset: number, min: number, max: number): InputSpec => ({
  type: 'number',
  default: preset,
  min,
  max,
  description: 'Seconds.',
});

export const seedInput: InputSpec = {
  type: 'number',
  required: false,
  min: 0,
  max: 0xffff_ffff,
  description: 'The same seed gives the same film.',
};

export const words = (description: string): InputSpec => ({ type: 'string', required: true, description });
export const moreWords = (description: string, preset = ''): InputSpec => ({
  type: 'string',
  default: preset,
  description,
});

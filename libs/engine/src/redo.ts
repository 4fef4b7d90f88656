import type { Plan, StepConfig } from '#pipeline';
import { deriveSeed } from '#pipeline';

/** What a person asked for when a result was not good enough. */
export interface Redo {
  /** Settings that are different. */
  config?: StepConfig;
  /** Words on what to do better; they are added to what is asked for. */
  note?: string;
}

/** The latest of them for a task, and how many there were. */
export interface Redone extends Redo {
  count: number;
}

/** The fields that say in words what is made, the first one a step has. */
const WORDS = ['prompt', 'motion_prompt', 'input_prompts', 'instructions', 'text', 'idea'];

/** The plan with what is different for a task. Pure. */
export function planForRedo(plan: Plan, task: string, { config }: Redo): Plan {
  return config
    ? { ...plan, overrides: { ...plan.overrides, [task]: { ...plan.overrides?.[task], ...config } } }
    : plan;
}

/** A task's settings with the note in them. Pure. */
export function withNote(config: StepConfig, { note }: Redo): StepConfig {
  const field = WORDS.find((name) => typeof config[name] === 'string');
  return note === undefined || field === undefined
    ? config
    : { ...config, [field]: `${String(config[field])}. ${note}` };
}

/** Each time another seed, so that something else comes of it; the first is that of the task. Pure. */
export function taskSeed(
  plan: Plan,
  step: string,
  path: readonly number[],
  config: StepConfig,
  redone: number,
): number {
  if (typeof config.seed === 'number') return (config.seed + redone) >>> 0;
  return deriveSeed(plan.seed, redone === 0 ? step : `${step}~${redone}`, path);
}

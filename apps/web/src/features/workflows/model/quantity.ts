import type { Step, StepType } from './types';

export interface Quantity {
  /** The option that says how many; unset: `count` of the step. */
  field?: string;
  value?: number;
  /** It follows from something else. */
  linked?: string;
}

/** What of a step says how many it makes of each thing it is given. */
export function quantityOf(step: Step, type: StepType | undefined): Quantity {
  const field = Object.entries(type?.config.properties ?? {}).find(
    ([name, schema]) => schema.type === 'integer' && /_per_/.test(name),
  )?.[0];
  const given = field === undefined ? step.count : step.config?.[field];
  return {
    ...(field !== undefined && { field }),
    ...(typeof given === 'number' && { value: given }),
    ...(typeof given === 'string' && { linked: given }),
  };
}

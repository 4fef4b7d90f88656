import type { StepConfig, StepType } from '#pipeline';
import type { z } from 'zod';

/** A step type whose functions know the type of its own config. */
type Definition<Schema extends z.ZodObject> = Omit<
  StepType,
  'config' | 'complete' | 'variants' | 'lengths' | 'units' | 'seconds' | 'lower' | 'awaits'
> & {
  config: Schema;
  complete?(config: Partial<z.infer<Schema>>): StepConfig;
  variants?: { of: string[]; list(config: Partial<z.infer<Schema>>): StepConfig[] | undefined };
  lengths?(config: Partial<z.infer<Schema>>): Record<string, number | undefined>;
  units?(config: Partial<z.infer<Schema>>): number;
  seconds(config: Partial<z.infer<Schema>>): number;
  awaits?(config: Partial<z.infer<Schema>>): boolean;
  lower?(config: Partial<z.infer<Schema>>): StepConfig | undefined;
};

/** Declares a step type; one unit per task unless `units` says otherwise. */
export function defineStep<Schema extends z.ZodObject>(definition: Definition<Schema>): StepType {
  return { units: () => 1, ...definition };
}

import type { StepConfig, StepType } from './step-type.js';

/** What was lowered, by field: before and after. */
export type Lowered = Record<string, [from: unknown, to: unknown]>;

/** A config so many rungs down the ladder of its step type, or as many as there are. */
export function lowerBy(type: StepType, config: StepConfig, rungs: number): StepConfig {
  let current = config;
  for (let rung = 0; rung < rungs; rung++) {
    const next = type.lower?.(current);
    if (!next) break;
    current = next;
  }
  return current;
}

export function loweredFields(before: StepConfig, after: StepConfig): Lowered {
  return Object.fromEntries(
    Object.keys(after)
      .filter((field) => after[field] !== before[field])
      .map((field) => [field, [before[field], after[field]]]),
  );
}

/** For people: `width 960 instead of 1280, quality draft instead of standard`. */
export function loweredText(lowered: Lowered): string {
  return Object.entries(lowered)
    .map(([field, [from, to]]) => `${field} ${String(to)} instead of ${String(from)}`)
    .join(', ');
}

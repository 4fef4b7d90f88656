import { collectionsOf } from '../model/links';
import { reaches } from '../model/refs';
import type { Definition, Step, StepTypes } from '../model/types';

/** Everything that an expression in a step may read, as it is written. */
export function referencesFor(definition: Definition, types: StepTypes, step: Step): string[] {
  const items = Object.keys(collectionsOf(step)).map((name) => (name === '' ? 'item' : `item.${name}`));
  const inputs = Object.keys(definition.inputs ?? {}).map((name) => `inputs.${name}`);
  const outputs = definition.steps
    .filter(({ id }) => id !== step.id && !reaches(definition, id, step.id))
    .flatMap(({ id, type }) => Object.keys(types.get(type)?.outputs ?? {}).map((port) => `steps.${id}.${port}`));
  return [...items, ...inputs, ...outputs];
}

/** What is being written at the end of a text: the part of a reference behind its braces. */
export const openReference = (before: string): string | undefined => /\{\{\s*([\w.-]*)$/.exec(before)?.[1];

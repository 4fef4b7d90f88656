import { PipelineFailure } from '#pipeline';
import type { Work } from '../../port.js';
import type { OwnInput, OwnManifest } from './manifest.js';
import { isMedia } from './manifest.js';

type Given = Record<string, unknown>;

/** What is wrong with the values that a step gives, in words; a value that is not known yet is none. */
export function valueProblem(manifest: OwnManifest, values: Given): string | undefined {
  const settable = Object.entries(manifest.inputs).filter(([, input]) => !isMedia(input));
  const names = settable.map(([name]) => name);
  for (const name of Object.keys(values))
    if (!names.includes(name)) return `it has no value "${name}"; there is: ${names.join(', ') || 'none'}`;
  for (const [name, input] of settable) {
    const given = values[name];
    if (given === undefined) {
      if (input.required) return `the value "${name}" is needed`;
      continue;
    }
    const wrong = typeof given === 'string' && given.includes('{{') ? undefined : wrongWith(input, given);
    if (wrong !== undefined) return `the value "${name}" ${wrong}`;
  }
  return undefined;
}

function wrongWith({ type, min, max, options }: OwnInput, given: unknown): string | undefined {
  if (type === 'text') return typeof given === 'string' ? undefined : 'has to be text';
  if (type === 'boolean') return typeof given === 'boolean' ? undefined : 'has to be true or false';
  if (type === 'choice') {
    if (typeof given !== 'string') return 'has to be one of its options';
    return options && !options.includes(given) ? `can be ${options.slice(0, 12).join(', ')}` : undefined;
  }
  if (typeof given !== 'number') return 'has to be a number';
  if (type !== 'number' && !Number.isInteger(given)) return 'has to be a whole number';
  if (min !== undefined && given < min) return `has to be ${min} at least`;
  return max !== undefined && given > max ? `can be ${max} at most` : undefined;
}

/**
 * What is written into which input of a node. Seeds follow the task where the step does not give them.
 * @throws PipelineFailure `invalid_input` for a value or a file that does not fit, or is missing
 */
export function ownValues(manifest: OwnManifest, work: Work): Record<string, unknown> {
  const given = (work.config.values ?? {}) as Given;
  const problem = valueProblem(manifest, given);
  if (problem !== undefined) throw new PipelineFailure('invalid_input', `${work.model}: ${problem}`);
  const written: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(manifest.inputs)) {
    if (isMedia(input)) {
      if (input.required && work.inputs[name] === undefined)
        throw new PipelineFailure('invalid_input', `${work.model}: the input "${name}" is needed, a ${input.type}`);
      continue;
    }
    const value = given[name] ?? (input.type === 'seed' ? work.seed : undefined);
    if (value !== undefined) for (const spot of input.places) written[spot] = value;
  }
  return written;
}

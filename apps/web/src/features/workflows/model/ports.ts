import { pathOf, stepOf } from './refs';
import { specOf } from './types';
import type { Definition, InputSpec, JsonSchema, Media, Step, StepType } from './types';

/** Where something can be connected to: a port of the step type, or an option that takes words. */
export interface Target {
  name: string;
  media: readonly Media[];
  list: boolean;
  required: boolean;
  explicit: boolean;
  /** An option, not a port. */
  option: boolean;
  description: string;
}

export interface Source {
  media: Media;
  /** One task gives many: what takes one of them runs for each. */
  list: boolean;
  /** It is not known what the elements of the list are. */
  loose?: boolean;
}

/** Takes a list to run the step for each element of. */
export const EACH = 'each';
/** Only comes first. */
export const AFTER = 'after';

const LONG = 2_000;
const LONGEST = 20_000;

const takesWords = (schema: JsonSchema): boolean =>
  (schema.type === 'string' && !schema.enum) || (schema.anyOf?.some(takesWords) ?? false);
const longest = ({ maxLength, anyOf }: JsonSchema): number => (anyOf ? LONGEST : (maxLength ?? LONGEST));

/** Options that words are usually connected to: those that are needed, and the long ones; and what is connected now. */
function isWordPort(name: string, schema: JsonSchema, type: StepType, step?: Step): boolean {
  if (!takesWords(schema)) return false;
  if (pathOf(step?.config?.[name])?.[0] === 'steps') return true;
  const required = type.config.required?.includes(name) ?? false;
  return (
    longest(schema) >= (required ? LONG : LONGEST) && !Array.isArray(schema.default) && !(schema.anyOf && !required)
  );
}

export function targetsOf(type: StepType, step?: Step): Target[] {
  const ports = Object.entries(type.inputs).map(([name, port]) => ({
    ...{ name, media: port.media, description: port.description, option: false },
    ...{ list: port.list ?? false, required: port.required ?? false, explicit: port.explicit ?? false },
  }));
  const options = Object.entries(type.config.properties ?? {})
    .filter(([name, schema]) => isWordPort(name, schema, type, step))
    .map(([name, { description = '' }]) => ({
      ...{ name, media: ['text'] as const, description, option: true, list: false, explicit: false },
      required: type.config.required?.includes(name) ?? false,
    }));
  return [...ports, ...options];
}

/** What an input carries, as a port sees it. */
export function sourceOfInput(spec: InputSpec): Source {
  const { type, items } = spec;
  if (type === 'list')
    return items === undefined ? { media: 'json', list: true, loose: true } : { ...plainSource(items), list: true };
  return plainSource(type);
}

const plainSource = (type: Exclude<InputSpec['type'], 'list'>): Source => ({
  media: type === 'image' || type === 'video' || type === 'audio' ? type : 'text',
  list: false,
});

/** Where something comes from: an output of a step, or an input of the pipeline (then `step` is unset). */
export interface From {
  step?: string;
  port: string;
}

export function sourceOf(
  definition: Definition,
  types: ReadonlyMap<string, StepType>,
  { step: id, port }: From,
): Source | undefined {
  const { inputs = {} } = definition;
  if (id === undefined) return inputs[port] === undefined ? undefined : sourceOfInput(specOf(inputs[port]));
  const step = stepOf(definition, id);
  const output = step && types.get(step.type)?.outputs[port];
  return output && { media: output.media, list: output.list ?? false };
}

const THINGS: Record<Media, string> = {
  text: 'text',
  image: 'an image',
  video: 'a video',
  audio: 'a sound',
  json: 'data',
};
export const thing = (media: readonly Media[]): string => media.map((one) => THINGS[one]).join(' or ');

export const MEDIA_NAMES: Record<Media, string> = {
  text: 'Text',
  image: 'Image',
  video: 'Video',
  audio: 'Sound',
  json: 'Data',
};

/** What something is at an input that runs for each, or takes it as it is. */
export const suits = (source: Source, target: Pick<Target, 'media' | 'list'>): boolean =>
  target.media.includes(source.media) || (source.loose === true && !target.list);

import { freeId, setInput, setStep, setValue } from './commands';
import { connected } from './connect';
import { targetsOf } from './ports';
import { hasExpression, stepOf } from './refs';
import type { Doc, InputSpec, Media, Step, StepTypes } from './types';

const ITEMS: Partial<Record<Media, InputSpec['items']>> = {
  text: 'string',
  image: 'image',
  video: 'video',
  audio: 'audio',
};

/** The ports of a step that a list of one's own can go to. */
export const bulkPorts = (types: StepTypes, step: Step): string[] => {
  const type = types.get(step.type);
  return type
    ? targetsOf(type, step)
        .filter(({ media, list }) => !list && ITEMS[media[0]!])
        .map(({ name }) => name)
    : [];
};

/** A step that runs for each of a new list, which the workflow asks for; what the port had is the first of it. */
export function withList(doc: Doc, types: StepTypes, id: string, port: string): Doc {
  const step = stepOf(doc.definition, id);
  const type = step && types.get(step.type);
  const target = type && targetsOf(type, step).find(({ name }) => name === port);
  const items = target && ITEMS[target.media[0]!];
  if (!items) return doc;
  const given = step.config?.[port];
  const name = freeId(`${port}s`, Object.keys(doc.definition.inputs ?? {}));
  const asked = setInput(doc, name, { type: 'list', items, required: true });
  const first = typeof given === 'string' && !hasExpression(given) ? [given] : items === 'string' ? [''] : undefined;
  const { definition } = connected(asked.definition, types, { port: name }, { step: id, port });
  return definition ? setValue({ ...asked, definition }, name, first) : doc;
}

/** A list that is written out in a step, with other rows. */
export function withRows(doc: Doc, id: string, name: string, rows: unknown[]): Doc {
  const { map, cross, zip } = stepOf(doc.definition, id) ?? {};
  if (name === '' && map !== undefined) return setStep(doc, id, { map: rows });
  if (cross) return setStep(doc, id, { cross: { ...cross, [name]: rows } });
  return zip ? setStep(doc, id, { zip: { ...zip, [name]: rows } }) : doc;
}

import { pathOf, rewrittenStep } from './refs';
import type { Ref } from './refs';
import type { Definition, Doc, InputSpec, InputType, Options, Point, Step, StepType } from './types';

/** Everything that can be done to a workflow. Each takes one and gives another; what did not change stays the same. */

export const emptyDoc = (definition: Definition): Doc => ({ definition, inputs: {}, options: {}, positions: {} });

export const EMPTY: Definition = { name: 'untitled', description: '', inputs: {}, steps: [], outputs: [] };

const withSteps = (doc: Doc, change: (step: Step) => Step): Doc => {
  const steps = doc.definition.steps.map(change);
  if (steps.every((step, at) => step === doc.definition.steps[at])) return doc;
  return { ...doc, definition: { ...doc.definition, steps } };
};

const onStep = (doc: Doc, id: string, change: (step: Step) => Step): Doc =>
  withSteps(doc, (step) => (step.id === id ? change(step) : step));

/** An id that is not taken: of what it makes, counted on. */
export function freeId(wanted: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const base = wanted.replaceAll(/[^A-Za-z0-9_-]/g, '_').replace(/^[^A-Za-z]+/, '') || 'step';
  for (let at = 1; ; at++) {
    const id = at === 1 ? base.slice(0, 63) : `${base.slice(0, 60)}_${at}`;
    if (!used.has(id)) return id;
  }
}

const idsOf = ({ definition }: Doc) => definition.steps.map(({ id }) => id);

export function addStep(doc: Doc, { type, outputs }: StepType, at?: Point): { doc: Doc; id: string } {
  const [first] = Object.keys(outputs);
  const id = freeId(outputs[first ?? ''] && Object.keys(outputs).length === 1 ? first! : type, idsOf(doc));
  const definition = { ...doc.definition, steps: [...doc.definition.steps, { id, type, config: {} }] };
  const positions = at ? { ...doc.positions, [id]: at } : doc.positions;
  return { doc: { ...doc, definition, positions }, id };
}

/** Without some steps, and without what was connected to them. */
export function removeSteps(doc: Doc, ids: readonly string[]): Doc {
  const gone = new Set(ids);
  const { definition, options } = doc;
  const steps = definition.steps.filter(({ id }) => !gone.has(id)).map((step) => withoutSteps(step, gone));
  const positions = Object.fromEntries(Object.entries(doc.positions).filter(([id]) => !gone.has(id)));
  return {
    ...doc,
    positions,
    options: optionsOf(options, (id) => (gone.has(id) ? undefined : id)),
    definition: { ...definition, steps, ...named('outputs', definition.outputs, gone) },
  };
}

const named = <Key extends string>(key: Key, list: string[] | undefined, gone: ReadonlySet<string>) =>
  (list === undefined ? {} : { [key]: list.filter((id) => !gone.has(id)) }) as { [key in Key]?: string[] };

function withoutSteps(step: Step, gone: ReadonlySet<string>): Step {
  const isGone = (value: unknown) => {
    const [root, id] = pathOf(value) ?? [];
    return root === 'steps' && gone.has(id!);
  };
  const config = Object.fromEntries(
    Object.entries(step.config ?? {}).flatMap(([name, value]) => {
      if (!Array.isArray(value)) return isGone(value) ? [] : [[name, value]];
      const left = value.filter((one) => !isGone(one));
      return left.length === 0 && value.length > 0 ? [] : [[name, left.length === value.length ? value : left]];
    }),
  );
  const { map, cross, zip, ...rest } = step;
  const keep = (all: Step['cross']) =>
    all && Object.fromEntries(Object.entries(all).filter(([, value]) => !isGone(value)));
  const [crossed, zipped] = [keep(cross), keep(zip)];
  return {
    ...rest,
    ...(step.config && { config }),
    ...(map !== undefined && !isGone(map) && { map }),
    ...(crossed && Object.keys(crossed).length > 0 && { cross: crossed }),
    ...(zipped && Object.keys(zipped).length > 0 && { zip: zipped }),
    ...named('dependsOn', step.dependsOn, gone),
    ...named('collect', step.collect, gone),
  };
}

/** Options that name steps, with other names; undefined drops what was said of it. */
function optionsOf(options: Options, change: (id: string) => string | undefined): Options {
  const list = (ids: string[]) => ids.flatMap((id) => change(id) ?? []);
  const each = <Of extends { step: string }>(all: Of[]): Of[] =>
    all.flatMap((one) => {
      const step = change(one.step);
      return step === undefined ? [] : [{ ...one, step }];
    });
  const { checkpoints, gates, qa } = options;
  return {
    ...options,
    ...(checkpoints && { checkpoints: list(checkpoints) }),
    ...(gates && { gates: each(gates) }),
    ...(qa && { qa: each(qa) }),
  };
}

/** What is wrong with a name for a step; undefined when nothing is. */
export function badId(doc: Doc, from: string, to: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(to)) return 'A letter first, then letters, digits, _ and -; at most 63.';
  return to !== from && idsOf(doc).includes(to) ? 'Another step is called that.' : undefined;
}

export function renameStep(doc: Doc, from: string, to: string): Doc {
  if (from === to || badId(doc, from, to) !== undefined) return doc;
  const other = (id: string) => (id === from ? to : id);
  const ref = (one: Ref): Ref => (one.root === 'steps' && one.first === from ? { ...one, first: to } : one);
  const steps = doc.definition.steps.map((step) => ({
    ...rewrittenStep(step, ref),
    id: other(step.id),
    ...(step.dependsOn && { dependsOn: step.dependsOn.map(other) }),
    ...(step.collect && { collect: step.collect.map(other) }),
  }));
  const { outputs } = doc.definition;
  return {
    ...doc,
    definition: { ...doc.definition, steps, ...(outputs && { outputs: outputs.map(other) }) },
    options: optionsOf(doc.options, other),
    positions: Object.fromEntries(Object.entries(doc.positions).map(([id, at]) => [other(id), at])),
  };
}

/** Sets an option of a step; undefined leaves it to its default. */
export const setConfig = (doc: Doc, id: string, name: string, value: unknown): Doc =>
  onStep(doc, id, (step) => {
    const { [name]: _before, ...config } = step.config ?? {};
    return { ...step, config: value === undefined ? config : { ...step.config, [name]: value } };
  });

/** Sets what is not an option; undefined takes it away. */
export const setStep = (doc: Doc, id: string, change: { [Key in keyof Step]?: Step[Key] | undefined }): Doc =>
  onStep(doc, id, (step) => dropped({ ...step, ...change }) as Step);

const dropped = (value: object) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

export const setDefinition = (doc: Doc, change: Partial<Definition>): Doc => ({
  ...doc,
  definition: { ...doc.definition, ...change },
});

export const setOptions = (doc: Doc, change: { [Key in keyof Options]?: Options[Key] | undefined }): Doc => ({
  ...doc,
  options: dropped({ ...doc.options, ...change }),
});

/** The value to run with; undefined takes the default. */
export function setValue(doc: Doc, name: string, value: unknown): Doc {
  const { [name]: _before, ...inputs } = doc.inputs;
  return { ...doc, inputs: value === undefined ? inputs : { ...inputs, [name]: value } };
}

export function setInput(doc: Doc, name: string, spec: InputType | InputSpec): Doc {
  return setDefinition(doc, { inputs: { ...doc.definition.inputs, [name]: spec } });
}

export function removeInput(doc: Doc, name: string): Doc {
  const { [name]: _gone, ...inputs } = doc.definition.inputs ?? {};
  return setValue(setDefinition(doc, { inputs }), name, undefined);
}

export function renameInput(doc: Doc, from: string, to: string): Doc {
  const { inputs = {} } = doc.definition;
  if (from === to || Object.hasOwn(inputs, to) || !/^[A-Za-z_][\w-]*$/.test(to)) return doc;
  const other = (name: string) => (name === from ? to : name);
  const renamed = <Value>(values: Record<string, Value>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [other(name), value]));
  const ref = (one: Ref): Ref => (one.root === 'inputs' && one.first === from ? { ...one, first: to } : one);
  const changed = withSteps(doc, (step) => rewrittenStep(step, ref));
  return { ...setDefinition(changed, { inputs: renamed(inputs) }), inputs: renamed(doc.inputs) };
}

export function moveNodes(doc: Doc, moved: Record<string, Point>): Doc {
  return { ...doc, positions: { ...doc.positions, ...moved } };
}

/** Steps as they are copied: what they take from steps that are not copied stays connected. */
export interface Fragment {
  steps: Step[];
  positions: Record<string, Point>;
}

export function fragmentOf(doc: Doc, ids: readonly string[]): Fragment {
  const wanted = new Set(ids);
  return {
    steps: doc.definition.steps.filter(({ id }) => wanted.has(id)),
    positions: Object.fromEntries(Object.entries(doc.positions).filter(([id]) => wanted.has(id))),
  };
}

const ASIDE = 40;

/** Puts copied steps in, under free names, connected among each other as they were. */
export function paste(doc: Doc, { steps, positions }: Fragment): { doc: Doc; ids: string[] } {
  const names = new Map<string, string>();
  for (const { id } of steps) names.set(id, freeId(id, [...idsOf(doc), ...names.values()]));
  const other = (id: string) => names.get(id) ?? id;
  const ref = (one: Ref): Ref =>
    one.root === 'steps' && one.first !== undefined ? { ...one, first: other(one.first) } : one;
  const known = new Set([...idsOf(doc), ...names.values()]);
  const added = steps.map((step) => ({
    ...rewrittenStep(step, ref),
    id: other(step.id),
    ...(step.dependsOn && { dependsOn: step.dependsOn.map(other).filter((id) => known.has(id)) }),
    ...(step.collect && { collect: step.collect.map(other).filter((id) => known.has(id)) }),
  }));
  const moved = Object.fromEntries(
    Object.entries(positions).map(([id, { x, y }]) => [other(id), { x: x + ASIDE, y: y + ASIDE }]),
  );
  const definition = { ...doc.definition, steps: [...doc.definition.steps, ...added] };
  return { doc: { ...doc, definition, positions: { ...doc.positions, ...moved } }, ids: [...names.values()] };
}

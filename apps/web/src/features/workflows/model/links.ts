import { AFTER, EACH, sourceOf, suits, targetsOf } from './ports';
import type { From, Target } from './ports';
import { dependenciesOf, pathOf, refsIn, stepOf } from './refs';
import { specOf } from './types';
import type { Binding, Definition, Media, Step, StepType, StepTypes } from './types';

/**
 * bound: the step says so. item: one task for each of a list. implied: because it fits. mention: somewhere in a text.
 * each: only how often it runs. order: only comes first.
 */
export type How = 'bound' | 'item' | 'implied' | 'mention' | 'each' | 'order';

/** A connection as it is drawn. */
export interface Link {
  id: string;
  from: From;
  to: { step: string; port: string };
  how: How;
  media: Media;
}

const linkId = (from: From, to: Link['to']): string => `${from.step ?? '@'}.${from.port}>${to.step}.${to.port}`;

/** Every connection of a definition. `bindings` is what the planner said, where it has. */
export function linksOf(definition: Definition, types: StepTypes, bindings: readonly Binding[] = []): Link[] {
  const bound = Map.groupBy(bindings, ({ step }) => step);
  return definition.steps.flatMap((step) => {
    const type = types.get(step.type);
    return type ? new StepLinks(definition, types, step, type, bound.get(step.id) ?? []).all() : [];
  });
}

/** The collection that `{{item}}` or `{{item.name}}` reads. */
function collectionOf({ map, cross, zip }: Step, name: string | undefined): unknown {
  return map ?? { ...zip, ...cross }[name ?? ''];
}

/** Collections by the name that `item` has for them. */
export const collectionsOf = ({ map, cross, zip }: Step): Record<string, unknown> =>
  map === undefined ? { ...zip, ...cross } : { '': map };

export function fromOf(path: readonly string[] | undefined): From | undefined {
  const [root, first, second] = path ?? [];
  if (root === 'inputs' && first !== undefined) return { port: first };
  if (root === 'steps' && first !== undefined && second !== undefined && second !== 'config')
    return { step: first, port: second };
  return undefined;
}

class StepLinks {
  readonly #links = new Map<string, Link>();
  /** Collections that a port reads. */
  readonly #shown = new Set<unknown>();

  constructor(
    readonly definition: Definition,
    readonly types: StepTypes,
    readonly step: Step,
    readonly type: StepType,
    readonly bindings: readonly Binding[],
  ) {}

  all(): Link[] {
    for (const target of targetsOf(this.type, this.step)) this.#target(target);
    for (const collection of Object.values(collectionsOf(this.step))) {
      const from = this.#shown.has(collection) ? undefined : fromOf(pathOf(collection));
      if (from) this.#add(from, EACH, 'each');
    }
    const linked = new Set([...this.#links.values()].map(({ from }) => from.step));
    for (const id of dependenciesOf(this.step)) if (!linked.has(id)) this.#after(id);
    return [...this.#links.values()];
  }

  #add(from: From, port: string, how: How): void {
    const source = sourceOf(this.definition, this.types, from);
    if (!source) return;
    const to = { step: this.step.id, port };
    const id = linkId(from, to);
    this.#links.set(id, { id, from, to, how, media: source.media });
  }

  #after(id: string): void {
    const other = stepOf(this.definition, id);
    const port = other && Object.keys(this.types.get(other.type)?.outputs ?? {})[0];
    if (port !== undefined) this.#add({ step: id, port }, AFTER, 'order');
  }

  #target(target: Target): void {
    const given = this.step.config?.[target.name];
    if (given === undefined) return this.#implied(target);
    for (const value of Array.isArray(given) ? (given as unknown[]) : [given]) this.#value(value, target);
  }

  #value(value: unknown, { name, option }: Target): void {
    const path = pathOf(value);
    const from = fromOf(path);
    if (from) return this.#add(from, name, 'bound');
    if (path?.[0] === 'item') {
      const collection = collectionOf(this.step, path[1]);
      const origin = fromOf(pathOf(collection));
      if (!origin) return;
      this.#shown.add(collection);
      return this.#add(origin, name, 'item');
    }
    if (option)
      for (const { root, first, second } of refsIn(value)) {
        const mentioned = fromOf([root, first ?? '', ...(second === undefined ? [] : [second])]);
        if (mentioned && first !== undefined) this.#add(mentioned, name, 'mention');
      }
  }

  #implied(target: Target): void {
    const planned = this.bindings.filter(({ field, how }) => field === target.name && how !== 'inherited');
    for (const { source } of planned) {
      const from = fromOf(source.split('.'));
      if (from) this.#add(from, target.name, 'implied');
    }
    if (planned.length > 0 || target.explicit) return;
    if (!target.option && this.#byMedia(target)) return;
    const spec = this.definition.inputs?.[target.name];
    if (spec === undefined || (target.option && specOf(spec).type === 'list')) return;
    const source = sourceOf(this.definition, this.types, { port: target.name });
    if (source && !source.loose && suits(source, target)) this.#add({ port: target.name }, target.name, 'implied');
  }

  /** What fits of the steps it depends on. */
  #byMedia({ name, media }: Target): boolean {
    const before = this.#links.size;
    for (const id of this.step.dependsOn ?? []) {
      const other = stepOf(this.definition, id);
      const outputs = Object.entries((other && this.types.get(other.type)?.outputs) ?? {});
      const fitting = outputs.find(([, output]) => media.includes(output.media));
      if (fitting) this.#add({ step: id, port: fitting[0] }, name, 'implied');
    }
    return this.#links.size > before;
  }
}

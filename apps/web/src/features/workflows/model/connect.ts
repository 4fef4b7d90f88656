import { collectionsOf, linksOf } from './links';
import type { Link } from './links';
import { AFTER, EACH, sourceOf, suits, targetsOf, thing } from './ports';
import type { From, Source, Target } from './ports';
import { pathOf, reaches, refsIn, rewritten, stepOf } from './refs';
import type { Definition, Step, StepTypes } from './types';

export type Changed = { definition: Definition; refused?: undefined } | { refused: string; definition?: undefined };

const reference = ({ step, port }: From): string =>
  step === undefined ? `{{inputs.${port}}}` : `{{steps.${step}.${port}}}`;

/** Why two ends cannot be connected; undefined when they can. */
export function refusal(definition: Definition, types: StepTypes, from: From, to: Link['to']): string | undefined {
  const step = stepOf(definition, to.step);
  const type = step && types.get(step.type);
  const source = sourceOf(definition, types, from);
  if (!type || !source) return 'There is nothing here to connect.';
  if (from.step === to.step) return 'A step cannot take what it makes itself.';
  if (from.step !== undefined && reaches(definition, from.step, to.step))
    return `${from.step} already needs ${to.step}; this would go round in a circle.`;
  if (to.port === AFTER) return from.step === undefined ? 'Inputs are there before anything runs.' : undefined;
  if (to.port === EACH) return source.list ? undefined : 'This takes a list: one run for each of its elements.';
  const target = targetsOf(type, step).find(({ name }) => name === to.port);
  if (!target) return 'There is nothing here to connect.';
  if (suits(source, target)) return undefined;
  return `This is ${thing([source.media])}; ${to.port} takes ${thing(target.media)}.`;
}

/** The definition with two ends connected, in the way that says least: a list makes the step run for each of it. */
export function connected(definition: Definition, types: StepTypes, from: From, to: Link['to']): Changed {
  const refused = refusal(definition, types, from, to);
  if (refused !== undefined) return { refused };
  const source = sourceOf(definition, types, from)!;
  return changedStep(definition, to.step, (step) => {
    if (to.port === AFTER) return { ...step, dependsOn: [...new Set([...(step.dependsOn ?? []), from.step!])] };
    if (to.port === EACH) return fanned(step, reference(from), 'item').step;
    const target = targetsOf(types.get(step.type)!, step).find(({ name }) => name === to.port)!;
    return bound(freed(definition, types, step, target), definition, types, target, from, source);
  });
}

const changedStep = (definition: Definition, id: string, change: (step: Step) => Step): Changed => ({
  definition: { ...definition, steps: definition.steps.map((step) => (step.id === id ? change(step) : step)) },
});

const linksInto = (definition: Definition, types: StepTypes, id: string): Link[] =>
  linksOf(definition, types).filter(({ to }) => to.step === id);

/** A step whose port is no longer filled by what it only depended on for that. */
function freed(definition: Definition, types: StepTypes, step: Step, target: Target): Step {
  if (target.list || step.dependsOn === undefined) return step;
  const links = linksInto(definition, types, step.id).filter(({ how }) => how === 'implied');
  const own = links.filter(({ to }) => to.port === target.name).map(({ from }) => from.step);
  const others = new Set(links.filter(({ to }) => to.port !== target.name).map(({ from }) => from.step));
  return withDependsOn(
    step,
    step.dependsOn.filter((id) => !own.includes(id) || others.has(id)),
  );
}

function withDependsOn({ dependsOn: _before, ...step }: Step, dependsOn: string[]): Step {
  return dependsOn.length === 0 ? step : { ...step, dependsOn };
}

function bound(step: Step, definition: Definition, types: StepTypes, target: Target, from: From, source: Source): Step {
  const { name, list } = target;
  if (list) {
    const given = step.config?.[name];
    const links = given === undefined ? linksInto(definition, types, step.id).filter(({ to }) => to.port === name) : [];
    const before = given === undefined ? links.map((link) => reference(link.from)) : [given].flat();
    return configured(step, name, [...new Set([...before, reference(from)])]);
  }
  if (!source.list) return configured(step, name, reference(from));
  const { step: after, item } = fanned(step, reference(from), name);
  return configured(after, name, item);
}

const configured = (step: Step, name: string, value: unknown): Step => ({
  ...step,
  config: { ...step.config, [name]: value },
});

/** A step that runs for each of one more list, and what it reads an element of it by. */
function fanned(step: Step, list: string, wanted: string): { step: Step; item: string } {
  const collections = collectionsOf(step);
  const known = Object.entries(collections).find(([, value]) => value === list)?.[0];
  if (known !== undefined) return { step, item: known === '' ? '{{item}}' : `{{item.${known}}}` };
  if (Object.keys(collections).length === 0) {
    const { cross: _cross, zip: _zip, ...rest } = step;
    return { step: { ...rest, map: list }, item: '{{item}}' };
  }
  if (step.zip) {
    const name = unused(wanted, collections);
    return { step: { ...step, zip: { ...step.zip, [name]: list } }, item: `{{item.${name}}}` };
  }
  const crossed = step.map === undefined ? step : mapAsCross(step);
  const name = unused(wanted, crossed.cross!);
  return { step: { ...crossed, cross: { ...crossed.cross, [name]: list } }, item: `{{item.${name}}}` };
}

function unused(wanted: string, taken: object): string {
  for (let at = 1; ; at++) {
    const name = at === 1 ? wanted : `${wanted}_${at}`;
    if (!Object.hasOwn(taken, name)) return name;
  }
}

/** `map` written as the only collection of `cross`, so that another can be added. */
function mapAsCross({ map, ...step }: Step): Step {
  const user = Object.entries(step.config ?? {}).find(([, value]) => pathOf(value)?.[0] === 'item')?.[0];
  const name = user ?? 'each';
  const config = rewritten(step.config ?? {}, (ref) =>
    ref.root === 'item' ? { root: 'item', first: name, ...(ref.first !== undefined && { second: ref.first }) } : ref,
  );
  return { ...step, config, cross: { [name]: map! } };
}

/** The definition without a connection. */
export function disconnected(definition: Definition, types: StepTypes, link: Link): Changed {
  if (link.how === 'mention') return { refused: `It is part of a text: change ${link.to.port} of ${link.to.step}.` };
  if (link.how === 'implied' && link.from.step === undefined)
    return {
      refused: `The input ${link.from.port} fills this because of its name. Connect something else, or rename it.`,
    };
  const into = linksInto(definition, types, link.to.step);
  return changedStep(definition, link.to.step, (step) => {
    if (link.how === 'implied') return withoutImplied(step, link, into, types);
    if (link.how === 'order')
      return withDependsOn(
        step,
        (step.dependsOn ?? []).filter((id) => id !== link.from.step),
      );
    if (link.how === 'each') return withoutCollection(step, reference(link.from));
    return withoutBound(step, link);
  });
}

/** What else the step had by the same dependency is written out. */
function withoutImplied(step: Step, link: Link, into: readonly Link[], types: StepTypes): Step {
  const targets = new Map(targetsOf(types.get(step.type)!, step).map((target) => [target.name, target]));
  const rest = withDependsOn(
    step,
    (step.dependsOn ?? []).filter((id) => id !== link.from.step),
  );
  return into
    .filter(({ id, how, from }) => id !== link.id && how === 'implied' && from.step === link.from.step)
    .reduce((after, { to, from }) => {
      const value = reference(from);
      return configured(after, to.port, targets.get(to.port)?.list ? [value] : value);
    }, rest);
}

function withoutBound(step: Step, { from, to: { port } }: Link): Step {
  const { [port]: given, ...config } = step.config ?? {};
  const left = (Array.isArray(given) ? (given as unknown[]) : []).filter((value) => value !== reference(from));
  const after = { ...step, config: left.length > 0 ? { ...config, [port]: left } : config };
  const item = pathOf(given);
  if (item?.[0] !== 'item') return after;
  const stillRead = refsIn(after.config).some(
    ({ root, first }) => root === 'item' && (step.map !== undefined || first === item[1]),
  );
  return stillRead ? after : withoutCollection(after, reference(from));
}

function withoutCollection(step: Step, list: string): Step {
  const { map, cross, zip, ...rest } = step;
  const kept = (collections: Step['cross']) => {
    const left = Object.entries(collections ?? {}).filter(([, value]) => value !== list);
    return left.length > 0 ? Object.fromEntries(left) : undefined;
  };
  const [crossed, zipped] = [kept(cross), kept(zip)];
  return {
    ...rest,
    ...(map !== undefined && map !== list && { map }),
    ...(crossed && { cross: crossed }),
    ...(zipped && { zip: zipped }),
  };
}

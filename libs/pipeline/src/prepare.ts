import type { PipelineDefinition, PipelineStep } from './definition.js';
import { pathTemplate } from './references.js';
import type { Catalogue, Companion, Preparation, StepType } from './step-type.js';

/**
 * Puts the step that prepares a port in front of it where what is connected was not prepared: an extraction of edges
 * before a control, for example. The steps put in come last, so that the places of the others stay.
 */
export function withPreparations(definition: PipelineDefinition, catalogue: Catalogue): PipelineDefinition {
  const added: PipelineStep[] = [];
  const steps = definition.steps.map((step) => {
    const type = catalogue.get(step.type);
    let changed = step;
    for (const [port, preparation] of Object.entries(type?.prepare ?? {})) {
      const source = sourceOf({ definition, catalogue, step, type: type!, port, preparation });
      if (source === undefined) continue;
      const id = freeId(`${step.id}_${port}`, [...definition.steps, ...added]);
      added.push({
        id,
        type: preparation.step,
        config: { ...fieldsOf(step, preparation), [preparation.input]: source },
      });
      const config = { ...changed.config, [port]: `{{steps.${id}.${preparation.output}}}` };
      const waits = changed.dependsOn?.filter(
        (other) => source !== expression(definition, catalogue, other, type!, port),
      );
      changed = { ...changed, config, ...(waits && { dependsOn: [...waits, id] }) };
    }
    const looks = type?.companion ? companions(definition, catalogue, changed, type, type.companion) : [];
    for (const { source, mapped } of looks) {
      const { companion } = type!;
      const id = freeId(`${step.id}_${companion!.step}`, [...definition.steps, ...added]);
      const fields = { ...fieldsOf(step, companion!), [companion!.input]: mapped ? '{{item}}' : source };
      added.push({ id, type: companion!.step, config: fields, ...(mapped && { map: source }) });
      const found = [...[changed.config[companion!.fills] ?? []].flat(), `{{steps.${id}.${companion!.output}}}`];
      changed = { ...changed, config: { ...changed.config, [companion!.fills]: found } };
    }
    return changed;
  });
  return added.length === 0 ? definition : { ...definition, steps: [...steps, ...added] };
}

interface Search {
  definition: PipelineDefinition;
  catalogue: Catalogue;
  step: PipelineStep;
  type: StepType;
  port: string;
  preparation: Preparation;
}

/** What has to be prepared, as an expression; undefined where there is nothing, or it is prepared. */
function sourceOf({ definition, catalogue, step, type, port, preparation }: Search): string | undefined {
  const wish = step.config[preparation.option];
  if (wish === 'never') return undefined;
  const given = step.config[port];
  if (given !== undefined) {
    if (typeof given !== 'string') return undefined; // reported by bindPorts
    const path = pathOf(given);
    if (path?.[0] === 'inputs') return wish === 'always' ? given : undefined;
    return path?.[0] === 'steps' && isRaw(definition, catalogue, path[1]!, preparation) ? given : undefined;
  }
  if (type.inputs[port]!.explicit) return undefined;
  const fitting = (step.dependsOn ?? []).flatMap((id) => expression(definition, catalogue, id, type, port) ?? []);
  const [only, another] = fitting;
  if (only === undefined || another !== undefined) return undefined; // nothing, or reported as ambiguous
  return isRaw(definition, catalogue, pathOf(only)![1]!, preparation) ? only : undefined;
}

/** What is to be looked at, in order; `mapped` where it is a list by itself. Empty where nobody has to look. */
function companions(
  definition: PipelineDefinition,
  catalogue: Catalogue,
  step: PipelineStep,
  type: StepType,
  { port, fills, unless }: Companion,
): { source: string; mapped: boolean }[] {
  if (step.config[fills] !== undefined) return [];
  if (Object.entries(unless).some(([field, values]) => values.includes(String(step.config[field])))) return [];
  const given = step.config[port];
  const sources =
    given === undefined
      ? (step.dependsOn ?? []).flatMap((id) => expression(definition, catalogue, id, type, port) ?? [])
      : [given].flat().filter((value) => typeof value === 'string');
  return sources.flatMap((source) => {
    const path = pathOf(source);
    if (path?.[0] === 'inputs') return [{ source, mapped: true }];
    if (path?.[0] !== 'steps') return []; // reported by bindPorts
    const from = definition.steps.find(({ id }) => id === path[1]);
    const list = catalogue.get(from?.type ?? '')?.outputs[path[2] ?? '']?.list ?? false;
    return [{ source, mapped: list }];
  });
}

function pathOf(value: unknown): string[] | undefined {
  try {
    return pathTemplate(value);
  } catch {
    return undefined; // reported by checkReferences
  }
}

function isRaw(definition: PipelineDefinition, catalogue: Catalogue, id: string, { step }: Preparation): boolean {
  const source = definition.steps.find((candidate) => candidate.id === id);
  return source !== undefined && catalogue.has(source.type) && source.type !== step;
}

/** The output of a step that fits a port. */
function expression(
  { steps }: PipelineDefinition,
  catalogue: Catalogue,
  id: string,
  type: StepType,
  port: string,
): string | undefined {
  const outputs = catalogue.get(steps.find((step) => step.id === id)?.type ?? '')?.outputs ?? {};
  const output = Object.keys(outputs).find((name) => type.inputs[port]!.media.includes(outputs[name]!.media));
  return output === undefined ? undefined : `{{steps.${id}.${output}}}`;
}

function fieldsOf(step: PipelineStep, { fields }: Pick<Preparation, 'fields'>): Record<string, unknown> {
  const given = Object.entries(fields).filter(([, own]) => step.config[own] !== undefined);
  return Object.fromEntries(given.map(([field, own]) => [field, step.config[own]]));
}

function freeId(wanted: string, steps: readonly PipelineStep[]): string {
  const taken = new Set(steps.map(({ id }) => id));
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${wanted}_${count}`;
  return id;
}

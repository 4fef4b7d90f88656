import { createHash } from 'node:crypto';
import type { Catalogue, PlannedStep, PortValue, ResolvedTask, StepType } from '#pipeline';
import { isArtifactRef } from '#pipeline';
import type { Capability } from './port.js';
import type { Providers } from './registry.js';

const SCHEMA_VERSION = 1;

/** How an artifact was made: everything that decides its bytes, and nothing else (no pipeline, host or time). */
export interface WorkRecipe extends Record<string, unknown> {
  schema: number;
  step: { type: string; version: string };
  provider: { id: string; model: string; version: string };
  config: Record<string, unknown>;
  /** Absent where it decides nothing. */
  seed?: number;
  /** Digests, or plain values, by port. */
  inputs: Record<string, unknown>;
}

/** A task with nothing left open. */
interface Resolved extends ResolvedTask {
  seed: number;
}

export function recipeOf(task: Resolved, type: StepType, provider: string, capability: Capability): WorkRecipe {
  return {
    schema: SCHEMA_VERSION,
    step: { type: type.type, version: type.version },
    provider: { id: provider, model: capability.model, version: capability.version },
    config: task.config,
    ...(type.seeded !== false && { seed: task.seed }),
    inputs: Object.fromEntries(Object.entries(task.inputs).map(([port, value]) => [port, digested(value)])),
  };
}

function digested(value: PortValue): unknown {
  if (Array.isArray(value)) return value.map(digested);
  if (!isArtifactRef(value)) return value;
  return value.parts
    ? [value.digest, Object.entries(value.parts).map(([role, part]) => [role, part.digest])]
    : value.digest;
}

/** SHA-256 of the recipe as canonical JSON (keys sorted): equal work has an equal key. */
export function actionKey(recipe: WorkRecipe): string {
  return createHash('sha256').update(canonicalJson(recipe)).digest('hex');
}

/** The action key of a task that is about to be done; undefined where nobody here can do it. */
export function actionKeyOf(
  providers: Providers,
  catalogue: Catalogue,
  step: PlannedStep,
  task: Resolved,
): string | undefined {
  const { provider, model } = step.selection;
  const capability = providers.capability(step.type, provider, model);
  const type = catalogue.get(step.type);
  return type && capability && actionKey(recipeOf(task, type, provider, capability));
}

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

import { createHash } from 'node:crypto';
import type { Task } from '#engine';
import type { PortValue, StepType } from '#pipeline';
import { isArtifactRef } from '#pipeline';
import type { Capability } from '#providers';

const SCHEMA_VERSION = 1;

/** How an artifact was made: everything that decides its bytes, and nothing else (no pipeline, host or time). */
export interface WorkRecipe extends Record<string, unknown> {
  schema: number;
  step: { type: string; version: string };
  provider: { id: string; model: string; version: string };
  config: Record<string, unknown>;
  seed: number;
  /** Digests, or plain values, by port. */
  inputs: Record<string, unknown>;
}

export function recipeOf(task: Task, type: StepType, provider: string, capability: Capability): WorkRecipe {
  return {
    schema: SCHEMA_VERSION,
    step: { type: type.type, version: type.version },
    provider: { id: provider, model: capability.model, version: capability.version },
    config: task.config,
    seed: task.seed,
    inputs: Object.fromEntries(Object.entries(task.inputs).map(([port, value]) => [port, digested(value)])),
  };
}

function digested(value: PortValue): unknown {
  if (Array.isArray(value)) return value.map(digested);
  return isArtifactRef(value) ? value.digest : value;
}

/** SHA-256 of the recipe as canonical JSON (keys sorted): equal work has an equal key. */
export function actionKey(recipe: WorkRecipe): string {
  return createHash('sha256').update(canonicalJson(recipe)).digest('hex');
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

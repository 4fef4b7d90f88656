import type { Blueprint, BlueprintVersion, Preset } from '#blueprints';
import type { InputSpec } from '#pipeline';
import { inputSpec } from '#pipeline';
import type {
  BlueprintDto,
  BlueprintSummaryDto,
  BlueprintVersionDto,
  PresetDto,
  TemplateInputDto,
} from '../dto/index.js';

const iso = (ms: number) => new Date(ms).toISOString();

export function summary(blueprint: Blueprint, trashMs: number): BlueprintSummaryDto {
  const { name, description, latest, builtIn, createdAt, updatedAt, deletedAt } = blueprint;
  return {
    ...{ name, description, version: latest, built_in: builtIn },
    ...(createdAt !== undefined && { created_at: iso(createdAt) }),
    ...(updatedAt !== undefined && { updated_at: iso(updatedAt) }),
    ...(deletedAt !== undefined && { deleted_at: iso(deletedAt), restorable_until: iso(deletedAt + trashMs) }),
  };
}

export function detail(blueprint: Blueprint, version: BlueprintVersion, trashMs: number): BlueprintDto {
  const { definition, note } = version;
  return {
    ...summary(blueprint, trashMs),
    ...{ description: definition.description, version: version.version },
    ...{ latest: blueprint.latest, revision: blueprint.revision, note },
    inputs: Object.entries(definition.inputs).map(([name, spec]) => input(name, inputSpec(spec))),
    definition: definition as unknown as Record<string, unknown>,
  };
}

const input = (name: string, spec: InputSpec): TemplateInputDto => ({
  ...{ name, ...spec, required: spec.required ?? spec.default === undefined },
});

export const versionOf = ({ version, note, definition, createdAt }: BlueprintVersion): BlueprintVersionDto => ({
  ...{ version, note, steps: definition.steps.length },
  ...(createdAt !== undefined && { created_at: iso(createdAt) }),
});

export const preset = ({ updatedAt, ...rest }: Preset): PresetDto => ({ ...rest, updated_at: iso(updatedAt) });

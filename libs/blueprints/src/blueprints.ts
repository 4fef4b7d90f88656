import { bindScripts } from '#engine';
import type { Keys, Redis } from '#engine';
import type { Inputs, PipelineDefinition, PipelineOptions } from '#pipeline';
import { templates } from '#steps';
import { blueprintKeys } from './keys.js';

const SCRIPTS = ['blueprint_save', 'blueprint_move', 'blueprint_preset'] as const;

const MOST_BLUEPRINTS = 5_000;
const MOST_PRESETS = 200;

/** Times are milliseconds since 1970. */
export interface Blueprint {
  name: string;
  description: string;
  /** The latest version; 1 for a template. */
  latest: number;
  /** Rises with each change of it; 0 for a template, which never changes. */
  revision: number;
  builtIn: boolean;
  createdAt?: number;
  updatedAt?: number;
  deletedAt?: number;
}

export interface BlueprintVersion {
  version: number;
  definition: PipelineDefinition;
  note: string;
  createdAt?: number;
}

/** What is put into an input unless told otherwise, and how it is run. */
export interface PresetValues {
  description: string;
  inputs: Inputs;
  options?: PipelineOptions;
  seed?: number;
}

export interface Preset extends PresetValues {
  name: string;
  revision: number;
  updatedAt: number;
}

export type Saved =
  | { verdict: 'ok'; version: number; revision: number }
  | { verdict: 'exists' | 'missing' | 'deleted' | 'changed' | 'many' | 'built_in' };
export type Moved = 'ok' | 'missing' | 'changed' | 'built_in';
export type PresetSaved = { verdict: 'ok'; revision: number } | { verdict: 'missing' | 'changed' | 'many' };

/** `name@3`, or `name` for the latest; undefined for what is neither. */
export function parseBlueprintRef(text: string): { name: string; version?: number } | undefined {
  const [, name, version] = /^([A-Za-z][A-Za-z0-9_-]{0,62})(?:@(\d{1,9}))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, ...(version !== undefined && { version: Number(version) }) };
}

/** Definitions under a name, in versions that never change, and presets of them. Templates are among them. */
export class Blueprints {
  readonly #keys: ReturnType<typeof blueprintKeys>;
  readonly #scripts: Record<(typeof SCRIPTS)[number], (...args: (string | number)[]) => Promise<unknown>>;

  constructor(
    private readonly redis: Redis,
    keys: Pick<Keys, 'base' | 'root'>,
    /** How long what was deleted can be restored. */
    private readonly trashMs: number,
  ) {
    this.#keys = blueprintKeys(keys);
    this.#scripts = bindScripts(redis, keys.base, new URL('./lua/', import.meta.url), SCRIPTS);
  }

  /** The first version of a new one, or the next of one that is there, if it has the revision still. */
  async save(
    mode: 'new' | 'add',
    definition: PipelineDefinition,
    { note = '', expected }: { note?: string; expected?: number | undefined } = {},
  ): Promise<Saved> {
    const { name, description } = definition;
    if (templates.has(name)) return { verdict: 'built_in' };
    const now = Date.now();
    const version = JSON.stringify({ definition, note, createdAt: now });
    const answer = await this.#scripts.blueprint_save(
      ...([name, mode, expected ?? '', description, version, now, MOST_BLUEPRINTS] as const),
    );
    const [verdict, number, revision] = answer as ['ok', number, number];
    return verdict === 'ok' ? { verdict, version: number, revision } : { verdict };
  }

  /** Into the trash, or back. */
  async move(name: string, where: 'out' | 'back', expected?: number): Promise<Moved> {
    if (templates.has(name)) return 'built_in';
    const now = Date.now();
    return (await this.#scripts.blueprint_move(name, where, expected ?? '', now, now - this.trashMs)) as Moved;
  }

  /** Undefined where there is none, or only in the trash. */
  async get(name: string): Promise<Blueprint | undefined> {
    const template = templates.get(name);
    if (template) return ofTemplate(template);
    const found = toBlueprint(name, await this.redis.hgetall(this.#keys.one(name)));
    return found?.deletedAt === undefined ? found : undefined;
  }

  /** The latest unless told; undefined where there is none. */
  async version(name: string, version?: number): Promise<BlueprintVersion | undefined> {
    const template = templates.get(name);
    if (template) return (version ?? 1) === 1 ? { version: 1, definition: template, note: '' } : undefined;
    const blueprint = await this.get(name);
    if (!blueprint) return undefined;
    const number = version ?? blueprint.latest;
    const text = await this.redis.hget(this.#keys.versions(name), String(number));
    return text === null ? undefined : toVersion(number, text);
  }

  /** The newest first. */
  async versions(name: string, offset: number, limit: number): Promise<BlueprintVersion[]> {
    const blueprint = await this.get(name);
    if (!blueprint) return [];
    const first = blueprint.latest - offset;
    const numbers = Array.from({ length: limit }, (_, at) => first - at).filter((number) => number > 0);
    const versions = await Promise.all(numbers.map((number) => this.version(name, number)));
    return versions.filter((version) => version !== undefined);
  }

  /** All of them by name, templates among them; or those in the trash. */
  async list(where: 'there' | 'trash' = 'there'): Promise<Blueprint[]> {
    const key = where === 'there' ? this.#keys.all : this.#keys.trash;
    const names = await this.redis.zrange(key, '0', String(MOST_BLUEPRINTS - 1));
    const batch = this.redis.pipeline();
    for (const name of names) batch.hgetall(this.#keys.one(name));
    const hashes = (await batch.exec()) ?? [];
    const found = hashes.flatMap(([error, fields], at) => {
      if (error) throw error;
      return toBlueprint(names[at]!, fields as Record<string, string>) ?? [];
    });
    const builtIn = where === 'there' ? [...templates.values()].map(ofTemplate) : [];
    return [...builtIn, ...found].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async presets(name: string): Promise<Preset[]> {
    const all = await this.redis.hgetall(this.#keys.presets(name));
    return Object.entries(all)
      .map(([preset, text]) => toPreset(preset, text))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async preset(name: string, preset: string): Promise<Preset | undefined> {
    const text = await this.redis.hget(this.#keys.presets(name), preset);
    return text === null ? undefined : toPreset(preset, text);
  }

  /** Saves a preset, or removes it; if it has the revision still, 0 for none. */
  async savePreset(name: string, preset: string, values: PresetValues | undefined, expected?: number) {
    const value = values === undefined ? '' : JSON.stringify(values);
    const args = [name, preset, expected ?? '', value, Date.now(), MOST_PRESETS] as const;
    const [verdict, revision] = (await this.#scripts.blueprint_preset(...args)) as ['ok', number];
    return (verdict === 'ok' ? { verdict, revision } : { verdict }) as PresetSaved;
  }
}

const ofTemplate = ({ name, description }: PipelineDefinition): Blueprint => ({
  ...{ name, description, latest: 1, revision: 0, builtIn: true },
});

function toBlueprint(name: string, fields: Record<string, string>): Blueprint | undefined {
  if (fields.latest === undefined) return undefined;
  return {
    ...{ name, description: fields.description ?? '', builtIn: false },
    ...{ latest: Number(fields.latest), revision: Number(fields.revision) },
    ...{ createdAt: Number(fields.created), updatedAt: Number(fields.updated) },
    ...(fields.deleted !== undefined && { deletedAt: Number(fields.deleted) }),
  };
}

const toVersion = (version: number, text: string): BlueprintVersion => ({
  ...(JSON.parse(text) as Omit<BlueprintVersion, 'version'>),
  version,
});

function toPreset(name: string, text: string): Preset {
  const [, revision, updatedAt, value] = /^(\d+)\|(\d+)\|(.*)$/s.exec(text)!;
  return {
    ...(JSON.parse(value!) as PresetValues),
    ...{ name, revision: Number(revision), updatedAt: Number(updatedAt) },
  };
}

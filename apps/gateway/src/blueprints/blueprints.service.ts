import { Inject, Injectable } from '@nestjs/common';
import { stringify } from 'yaml';
import { Blueprints, parametrised, parseBlueprintRef, withDefaults } from '#blueprints';
import type { Blueprint, BlueprintVersion, Moved, Saved } from '#blueprints';
import type { Config } from '#config';
import { Engine } from '#engine';
import { InvalidDefinitionError, inputSpec, nearest, resolveInputs } from '#pipeline';
import type { Inputs, PipelineDefinition, PipelineOptions } from '#pipeline';
import type {
  BlueprintDto,
  BlueprintListDto,
  BlueprintSummaryDto,
  BlueprintVersionListDto,
  ListBlueprintsDto,
  ListVersionsDto,
  PipelineRequestDto,
  PresetDto,
  SaveBlueprintDto,
  SavePresetDto,
  SaveVersionDto,
} from '../dto/index.js';
import { changedMeanwhile } from '../etag.js';
import { parsedDefinition } from '../pipelines/request.js';
import { ApiError, notFound } from '../problem.filter.js';
import { CONFIG } from '../tokens.js';
import * as present from './presenter.js';

const DAY_MS = 24 * 3600 * 1000;

@Injectable()
export class BlueprintsService {
  readonly #blueprints: Blueprints;
  readonly #trashMs: number;

  constructor(
    private readonly engine: Engine,
    @Inject(CONFIG) config: Config,
  ) {
    this.#trashMs = config.trashDays * DAY_MS;
    this.#blueprints = new Blueprints(engine.redis, engine.keys, this.#trashMs);
  }

  async list({ q = '', built_in, deleted = false, offset, limit }: ListBlueprintsDto): Promise<BlueprintListDto> {
    const all = await this.#blueprints.list(deleted ? 'trash' : 'there');
    const wanted = q.toLowerCase();
    const fits = ({ name, description, builtIn }: Blueprint) =>
      (built_in === undefined || builtIn === built_in) && `${name}\n${description}`.toLowerCase().includes(wanted);
    const found = all.filter(fits);
    const items = found.slice(offset, offset + limit).map((each) => present.summary(each, this.#trashMs));
    return { items, total: found.length };
  }

  async get(name: string, version?: number): Promise<BlueprintDto> {
    const { blueprint, found } = await this.#found(name, version);
    return present.detail(blueprint, found, this.#trashMs);
  }

  async versions(name: string, { offset, limit }: ListVersionsDto): Promise<BlueprintVersionListDto> {
    const { latest, builtIn } = await this.#blueprint(name);
    const versions = builtIn
      ? [await this.#blueprints.version(name)].slice(offset)
      : await this.#blueprints.versions(name, offset, limit);
    return { items: versions.flatMap((version) => (version ? [present.versionOf(version)] : [])), total: latest };
  }

  async create(body: SaveBlueprintDto): Promise<BlueprintDto> {
    const definition = await this.#definition(body);
    const name = body.name ?? definition.name;
    if (!parseBlueprintRef(name) || name.includes('@'))
      throw new ApiError(400, 'bad_request', `"${name}" cannot be the name of a blueprint; give a plain "name".`);
    return this.#save('new', { ...definition, name }, body.note);
  }

  async add(name: string, body: SaveVersionDto, expected: number | undefined): Promise<BlueprintDto> {
    await this.#blueprint(name);
    return this.#save('add', { ...(await this.#definition(body)), name }, body.note, expected);
  }

  async copy(name: string, to: string, version?: number): Promise<BlueprintDto> {
    const { found } = await this.#found(name, version);
    return this.#save('new', { ...structuredClone(found.definition), name: to }, `A copy of ${name}@${found.version}.`);
  }

  async remove(name: string, expected: number | undefined): Promise<void> {
    this.#moved(name, await this.#blueprints.move(name, 'out', expected));
  }

  async restore(name: string): Promise<BlueprintSummaryDto> {
    this.#moved(name, await this.#blueprints.move(name, 'back'));
    return present.summary(await this.#blueprint(name), this.#trashMs);
  }

  async exported(name: string, format: 'json' | 'yaml', version?: number): Promise<{ text: string; fileName: string }> {
    const { found } = await this.#found(name, version);
    const { definition } = found;
    const text = format === 'json' ? `${JSON.stringify(definition, null, 2)}\n` : stringify(definition);
    return { text, fileName: `${name}.${format}` };
  }

  async presets(name: string): Promise<PresetDto[]> {
    await this.#blueprint(name);
    return (await this.#blueprints.presets(name)).map(present.preset);
  }

  async savePreset(
    name: string,
    preset: string,
    body: SavePresetDto,
    expected: number | undefined,
  ): Promise<PresetDto> {
    const { found } = await this.#found(name);
    const { inputs = {}, description = '', seed, options } = body;
    const { problems } = resolveInputs(found.definition, withoutFiles(found.definition, inputs), { lenient: true });
    if (problems.length > 0) throw new InvalidDefinitionError(problems);
    const values = {
      ...{ description, inputs, ...(seed !== undefined && { seed }) },
      ...(options && { options: JSON.parse(JSON.stringify(options)) as PipelineOptions }),
    };
    const saved = await this.#blueprints.savePreset(name, preset, values, expected);
    if (saved.verdict === 'many')
      throw new ApiError(422, 'too_many', 'There are too many presets of it; remove one first.');
    if (saved.verdict !== 'ok') throw changedMeanwhile(`The preset "${preset}"`);
    return present.preset({ ...values, name: preset, revision: saved.revision, updatedAt: Date.now() });
  }

  async removePreset(name: string, preset: string, expected: number | undefined): Promise<void> {
    await this.#blueprint(name);
    const { verdict } = await this.#blueprints.savePreset(name, preset, undefined, expected);
    if (verdict === 'changed') throw changedMeanwhile(`The preset "${preset}"`);
    if (verdict !== 'ok') throw notFound('preset', preset);
  }

  /** A request with its blueprint and preset put in: what it says itself goes before a preset. Throws ApiError. */
  async resolved<Body extends PipelineRequestDto>(body: Body): Promise<Body> {
    if (body.blueprint === undefined && body.preset === undefined) return body;
    const { blueprint, preset, ...rest } = body;
    const of = blueprint ?? body.template;
    const ref = of === undefined ? undefined : parseBlueprintRef(of);
    if (!ref) {
      const detail = of === undefined ? '"preset" needs a blueprint or a template.' : `"${of}" is no blueprint.`;
      throw new ApiError(400, 'bad_request', detail);
    }
    const { found } = await this.#found(ref.name, ref.version);
    const values = preset === undefined ? undefined : await this.#blueprints.preset(ref.name, preset);
    if (preset !== undefined && !values) throw notFound(`preset of "${ref.name}"`, preset);
    const seed = body.seed ?? values?.seed;
    const { template: _template, ...own } = rest;
    return {
      ...own,
      definition: found.definition as unknown as Record<string, unknown>,
      inputs: { ...values?.inputs, ...body.inputs },
      ...(seed !== undefined && { seed }),
      ...((values?.options ?? body.options) && {
        options: { ...values?.options, ...(JSON.parse(JSON.stringify(body.options ?? {})) as object) },
      }),
    } as unknown as Body;
  }

  /** The definition that is to be saved, judged. Throws InvalidDefinitionError with every problem, and ApiError. */
  async #definition({ definition, pipeline_id, keep_inputs = true, parameters = [], description }: SaveVersionDto) {
    const given =
      pipeline_id === undefined ? parsedDefinition(definition) : await this.#ofPipeline(pipeline_id, keep_inputs);
    const made = parametrised(given, parameters);
    if (made.problems.length > 0) throw new InvalidDefinitionError(made.problems);
    const { problems } = this.engine.compile(made.definition, {}, { lenient: true });
    if (problems.length > 0) throw new InvalidDefinitionError(problems);
    return { ...made.definition, ...(description !== undefined && { description }) };
  }

  async #ofPipeline(id: string, keepInputs: boolean): Promise<PipelineDefinition> {
    const record = await this.engine.store.pipeline(id);
    if (!record) throw notFound('pipeline', id);
    return keepInputs ? withDefaults(record.definition, record.inputs) : record.definition;
  }

  async #save(
    mode: 'new' | 'add',
    definition: PipelineDefinition,
    note = '',
    expected?: number,
  ): Promise<BlueprintDto> {
    const saved = await this.#blueprints.save(mode, definition, { note, expected });
    if (saved.verdict !== 'ok') throw refused(definition.name, saved.verdict);
    return this.get(definition.name, saved.version);
  }

  #moved(name: string, verdict: Moved): void {
    if (verdict === 'built_in') throw refused(name, verdict);
    if (verdict === 'missing') throw notFound('blueprint', name);
    if (verdict === 'changed') throw changedMeanwhile(`The blueprint "${name}"`);
  }

  async #blueprint(name: string): Promise<Blueprint> {
    const found = parseBlueprintRef(name) && (await this.#blueprints.get(name));
    if (found) return found;
    const all = await this.#blueprints.list();
    const guess = nearest(
      name,
      all.map((each) => each.name),
    );
    const hint = guess ? ` Did you mean "${guess}"?` : '';
    throw new ApiError(404, 'unknown_blueprint', `There is no blueprint "${name}".${hint}`);
  }

  async #found(name: string, version?: number): Promise<{ blueprint: Blueprint; found: BlueprintVersion }> {
    const blueprint = await this.#blueprint(name);
    const found = await this.#blueprints.version(name, version);
    if (found) return { blueprint, found };
    throw new ApiError(
      404,
      'unknown_version',
      `"${name}" has no version ${version}; the latest is ${blueprint.latest}.`,
    );
  }
}

function refused(name: string, verdict: Exclude<Saved['verdict'], 'ok'>): ApiError {
  switch (verdict) {
    case 'built_in':
      return new ApiError(
        409,
        'built_in',
        `"${name}" is a template and cannot be changed; copy it under another name.`,
      );
    case 'exists':
      return new ApiError(409, 'blueprint_exists', `There is a blueprint "${name}" already; add a version to it.`);
    case 'deleted':
      return new ApiError(409, 'blueprint_deleted', `A blueprint "${name}" is in the trash; restore it first.`);
    case 'changed':
      return changedMeanwhile(`The blueprint "${name}"`);
    case 'many':
      return new ApiError(422, 'too_many', 'There are too many blueprints; delete one first.');
    case 'missing':
      return notFound('blueprint', name);
  }
}

/** Files are looked for when it is run. */
function withoutFiles({ inputs: specs }: PipelineDefinition, inputs: Inputs): Inputs {
  const isFile = (name: string) => {
    const short = specs[name];
    const { type, items } = short === undefined ? {} : inputSpec(short);
    return [type, items].some((each) => each === 'image' || each === 'video' || each === 'audio');
  };
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !isFile(name)));
}

import { randomBytes } from 'node:crypto';
import type {
  Catalogue,
  Changes,
  Compiled,
  Inputs,
  PipelineDefinition,
  PipelineOptions,
  Plan,
  ResumedFrom,
  Select,
} from '#pipeline';
import {
  InvalidDefinitionError,
  changedDefinition,
  checkOverrides,
  compile,
  initialGraph,
  laneOf,
  modeOf,
  parseDefinition,
  randomSeed,
  taskOverrides,
  unchangedSteps,
} from '#pipeline';
import type { Dispatcher } from './dispatcher.js';
import type { KnownResult, KnownResults } from './known.js';
import type { Queues } from './queues.js';
import type { PipelineRecord } from './records.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';
import { wireNodes, wireSteps } from './wire.js';

export interface SubmitOptions {
  /** Unset takes the input named `seed`, or a random one. */
  seed?: number;
  options?: PipelineOptions;
  /** Whose it is: turns are shared fairly between owners. Letters, digits, `_` and `-`, at most 64; unset `default`. */
  owner?: string;
  /** Letters and digits. Creating the same id again changes nothing and gives what is stored. */
  id?: string;
}

/** As in lua/base.lua. */
const DEFAULT_OWNER = 'default';

export interface RerunOptions extends SubmitOptions {
  /** Only what was made up to this place in the commit log is taken over as it is. */
  checkpoint?: number;
  /** Refused with 'changed' when somebody changed the pipeline since it had this revision. */
  revision?: number;
  /** Run it at once, which is the default; else it waits to be started. */
  start?: boolean;
}

/** What became of the wish to change a pipeline, or to run it again. */
export type RerunVerdict = 'accepted' | 'busy' | 'changed';

/** How pipelines come into being: from a definition, from another pipeline, or from themselves with changes. */
export class Submitter {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly select: Select,
    private readonly scripts: Scripts,
    private readonly queues: Queues,
    private readonly store: Store,
    private readonly known: KnownResults,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Judges a definition; with `lenient` also without its inputs. */
  compile(definition: unknown, inputs: Inputs, options: SubmitOptions & { lenient?: boolean } = {}): Compiled {
    const parsed = parseDefinition(definition);
    if (!parsed.definition) return { problems: parsed.problems };
    const fromInput = typeof inputs.seed === 'number' ? inputs.seed : undefined;
    const seed = options.seed ?? fromInput ?? randomSeed();
    const { catalogue, select } = this;
    const { lenient = false, options: run = {} } = options;
    return compile(parsed.definition, inputs, { catalogue, select, seed, lenient, options: run });
  }

  /** Stores a pipeline that does not run yet. Throws InvalidDefinitionError with every problem. */
  async create(definition: PipelineDefinition, inputs: Inputs, options: SubmitOptions = {}): Promise<PipelineRecord> {
    const plan = this.#planned(definition, inputs, options);
    return this.#store(definition, plan, options);
  }

  /** As `create`, with results that are there already: of a checkpoint, whose plan was `before`. */
  async createFrom(
    definition: PipelineDefinition,
    inputs: Inputs,
    before: Plan,
    results: AsyncIterable<KnownResult[]>,
    options: SubmitOptions = {},
  ): Promise<PipelineRecord> {
    const plan = this.#planned(definition, inputs, { seed: before.seed, ...options });
    if (before.overrides) plan.overrides = before.overrides;
    plan.known = unchangedSteps(before, plan, []);
    return this.#store(definition, plan, options, results);
  }

  /** A new pipeline with changes, which shares everything unchanged. The original stays as it is. */
  async fork(source: PipelineRecord, changes: Changes, options: RerunOptions = {}): Promise<PipelineRecord> {
    const { definition, plan } = await this.#changed(source, changes, options);
    return this.#store(
      definition,
      plan,
      { owner: source.owner, ...options },
      this.known.of(source.id, options.checkpoint),
    );
  }

  /** What a fork or a rerun would do, without doing it. */
  async preview(source: PipelineRecord, changes: Changes, options: RerunOptions = {}): Promise<Plan> {
    return (await this.#changed(source, changes, options)).plan;
  }

  /** The same pipeline again, with changes: only what they reach is done. Refused while it runs. */
  async rerun(source: PipelineRecord, changes: Changes, options: RerunOptions = {}): Promise<RerunVerdict> {
    const { definition, plan } = await this.#changed(source, changes, options);
    await this.queues.register(plan);
    const { budget, pilot, ...fields } = fieldsOf(definition, plan);
    const { budgetUsd, pilot: newPilot } = options.options ?? {};
    // What was raised since stays raised, and what was released stays so.
    const next = JSON.stringify({ ...fields, ...(budgetUsd !== undefined && { budget }), ...(newPilot && { pilot }) });
    const { start = true, revision = '' } = options;
    const begin = start ? '1' : '';
    const verdict = await this.scripts.run<string>('rewind', source.id, source.run, next, begin, revision);
    this.dispatcher.pump(source.id);
    // Repeating the wish to run is one wish; another change is another.
    if (verdict === 'again') return start ? 'accepted' : 'busy';
    return verdict === 'busy' || verdict === 'changed' ? verdict : 'accepted';
  }

  async #changed(source: PipelineRecord, changes: Changes, options: RerunOptions) {
    const before = await this.store.plan(source.id);
    const definition = changedDefinition(source.definition, changes);
    // An input that a changed definition no longer has is not asked for any more.
    const kept = Object.entries(source.inputs).filter(([name]) => name in definition.inputs);
    const inputs = { ...Object.fromEntries(kept), ...changes.inputs };
    const plan = this.#planned(definition, inputs, {
      seed: options.seed ?? source.seed,
      options: { ...before.options, ...options.options },
    });
    const overrides = taskOverrides(before, changes);
    if (Object.keys(overrides).length > 0) plan.overrides = overrides;
    const problems = checkOverrides(plan, this.catalogue);
    if (problems.length > 0) throw new InvalidDefinitionError(problems);
    const ownTasks = Object.keys(changes.config ?? {}).filter((id) => plan.overrides?.[id]);
    const rerun = changes.rerun ?? [];
    plan.known = unchangedSteps(before, plan, [...rerun, ...ownTasks]);
    if (rerun.length > 0) plan.rerun = rerun;
    if (ownTasks.length > 0) plan.changed = ownTasks;
    const resumedFrom: ResumedFrom = { pipeline: source.id };
    if (options.checkpoint !== undefined) resumedFrom.checkpoint = options.checkpoint;
    plan.resumedFrom = resumedFrom;
    return { definition, plan };
  }

  #planned(definition: PipelineDefinition, inputs: Inputs, options: SubmitOptions): Plan {
    const { plan, problems } = this.compile(definition, inputs, options);
    if (!plan) throw new InvalidDefinitionError(problems);
    return plan;
  }

  async #store(
    definition: PipelineDefinition,
    plan: Plan,
    options: SubmitOptions,
    results?: AsyncIterable<KnownResult[]>,
  ): Promise<PipelineRecord> {
    const { id = newPipelineId() } = options;
    const there = options.id === undefined ? undefined : await this.store.pipeline(id);
    if (there) return there;
    await this.queues.register(plan);
    if (results) await this.known.copy(results, id);
    const fields = JSON.stringify({ ...fieldsOf(definition, plan), owner: ownerOf(options) });
    const nodes = JSON.stringify(wireNodes(plan, initialGraph(plan)));
    await this.scripts.run('create', id, fields, JSON.stringify(wireSteps(plan)), nodes);
    return (await this.store.pipeline(id))!;
  }
}

/** What a pipeline's hash holds of its definition and plan. */
function fieldsOf(definition: PipelineDefinition, plan: Plan): Record<string, string> {
  return {
    name: plan.name,
    lane: laneOf(plan),
    definition: JSON.stringify(definition),
    plan: JSON.stringify(plan),
    seed: String(plan.seed),
    mode: modeOf(plan.options),
    ...(plan.options?.pilot && { pilot: 'running' }),
    ...(plan.options?.budgetUsd !== undefined && { budget: String(Math.round(plan.options.budgetUsd * 1e6)) }),
    ...(plan.resumedFrom && { resumedFrom: JSON.stringify(plan.resumedFrom) }),
  };
}

/** Sorts by time; letters and digits only, because it becomes part of keys, job ids and folders. */
export function newPipelineId(): string {
  return `p${Date.now().toString(36)}${randomBytes(5).toString('hex')}`;
}

/** It becomes part of keys. */
function ownerOf({ owner = DEFAULT_OWNER }: SubmitOptions): string {
  if (!/^[\w-]{1,64}$/.test(owner)) throw new Error(`"${owner}" is not the name of an owner`);
  return owner;
}

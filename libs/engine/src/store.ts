import type { Plan, PlannedStep, PortValue, ReadOutputs, TaskOutputs } from '#pipeline';
import { expansionLength, parseNodeId, stepOf, taskId } from '#pipeline';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { Archive } from './archive.js';
import type { ArchivedTask } from './archive.js';
import type { Keys } from './keys.js';
import type { CheckpointRecord, CommitKind, PipelineRecord, StepRecord, TaskRecord } from './records.js';
import { checkpointId } from './records.js';
import type { Redo, Redone } from './redo.js';
import { PIPELINE_FIELDS, fieldsOf, toPipeline, toStep, toTask } from './rows.js';
import type { StepCost } from './rows.js';

/** How many hashes one round trip reads. */
const READ_CHUNK = 500;

/** Reads the truth, of pipelines that live and of those that are archived; never changes it. */
export class Store {
  readonly archive: Archive;
  readonly #plans = new LRUCache<string, Plan>({ max: 500 });

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {
    this.archive = new Archive(redis, keys);
  }

  /**
   * The plan of a pipeline's run, by default the present one. It never changes within a run, so it is read once per
   * process. Throws when the pipeline does not exist.
   */
  async plan(pid: string, run?: number): Promise<Plan> {
    const key = this.keys.pipeline(pid);
    const wanted = run ?? (await this.run(pid));
    const known = this.#plans.get(`${pid}@${wanted}`);
    if (known) return known;
    const [text, present, archived] = await this.redis.hmget(key, 'plan', 'run', 'archived');
    if (!text && !archived) throw new Error(`no pipeline ${pid}`);
    const plan = text ? (JSON.parse(text) as Plan) : (await this.archive.head(pid, Number(present))).plan;
    this.#plans.set(`${pid}@${present}`, plan);
    return plan;
  }

  /** Which run of a pipeline is the present one. */
  async run(pid: string): Promise<number> {
    return Number(await this.redis.hget(this.keys.pipeline(pid), 'run'));
  }

  async pipeline(pid: string): Promise<PipelineRecord | undefined> {
    const values = await this.redis.hmget(this.keys.pipeline(pid), ...PIPELINE_FIELDS);
    const p = fieldsOf(PIPELINE_FIELDS, values);
    if (!p?.status) return undefined;
    const run = Number(p.run);
    if (p.archived) return toPipeline(pid, p, await this.archive.head(pid, run));
    return toPipeline(pid, p, { inputs: (await this.plan(pid, run)).inputs });
  }

  /** The run a pipeline is archived with; undefined while it lives, and for no such pipeline. */
  async archivedRun(pid: string): Promise<number | undefined> {
    const [archived, run] = await this.redis.hmget(this.keys.pipeline(pid), 'archived', 'run');
    return archived ? Number(run) : undefined;
  }

  async #archivedRun(pid: string, known?: Pick<PipelineRecord, 'run' | 'archived'>): Promise<number | undefined> {
    if (!known) return this.archivedRun(pid);
    return known.archived ? known.run : undefined;
  }

  /** `known` saves a question where the pipeline has just been read. */
  async steps(pid: string, known?: Pick<PipelineRecord, 'run' | 'archived'>): Promise<StepRecord[]> {
    const [plan, archived] = await Promise.all([this.plan(pid, known?.run), this.#archivedRun(pid, known)]);
    const costs = this.#costs(pid, plan);
    if (archived !== undefined) {
      const [{ steps }, paid] = await Promise.all([this.archive.head(pid, archived), costs]);
      return plan.steps.map((step, index) => toStep(step, index, steps[step.id] ?? {}, paid[index]!));
    }
    // Side by side: on a busy Redis each answer is waited for.
    const [hashes, paid] = await Promise.all([
      this.#hashes(plan.steps.map((step) => this.keys.step(pid, step.id))),
      costs,
    ]);
    return plan.steps.map((step, index) => toStep(step, index, hashes[index] ?? {}, paid[index]!));
  }

  async #costs(pid: string, { steps }: Plan): Promise<StepCost[]> {
    const names = steps.flatMap(({ id }) => [`cost:${id}`, `untold:${id}`]);
    const values = await this.redis.hmget(this.keys.pipeline(pid), ...names);
    return steps.map((_, at) => ({ actual: Number(values[2 * at] ?? 0), untold: Number(values[2 * at + 1] ?? 0) }));
  }

  /** A step's tasks in index order, from `offset`; those not yet added to the graph are left out. */
  async tasks(pid: string, stepId: string, offset = 0, limit = READ_CHUNK): Promise<TaskRecord[]> {
    const [plan, archived] = await Promise.all([this.plan(pid), this.archivedRun(pid)]);
    const step = stepOf(plan, stepId);
    const found =
      archived === undefined
        ? await this.taskFields(pid, stepId, offset, limit)
        : await this.archive.tasks(pid, archived, stepId, offset, limit);
    return found.map(([path, fields]) => toTask(step, path, plan.seed, fields));
  }

  /** What a person asked to be different about a task, the last time; undefined where nobody did. */
  async redone(pid: string, task: string): Promise<Redone | undefined> {
    const [count, what] = await this.redis.hmget(this.keys.node(pid, task), 'rg', 'ov');
    return count ? { ...(JSON.parse(what ?? '{}') as Redo), count: Number(count) } : undefined;
  }

  /** The plan with the order in which a person wants items gathered that a step gathers. */
  async ordered(pid: string, plan: Plan, { edges }: PlannedStep): Promise<Plan> {
    const gathered = edges.filter(({ gather }) => gather).map((edge) => edge.step);
    if (gathered.length === 0) return plan;
    const found = await this.redis.hmget(this.keys.pipeline(pid), ...gathered.map((id) => `order:${id}`));
    const order = gathered.flatMap((id, at) => (found[at] ? [[id, JSON.parse(found[at]) as string[]] as const] : []));
    return order.length === 0 ? plan : { ...plan, order: Object.fromEntries(order) };
  }

  /**
   * What a task's result was before it was changed or made anew in review, the oldest first, and what it is now; with
   * its score, 0 to 100, where somebody scored it.
   */
  async versions(pid: string, task: string): Promise<{ outputs: Record<string, PortValue>; score?: number }[]> {
    const archived = await this.archivedRun(pid);
    const key = this.keys.node(pid, task);
    const fields =
      archived === undefined
        ? await this.redis.hgetall(key)
        : ((await this.archive.fields(pid, archived, [task]))[0] ?? {});
    const numbers = Array.from({ length: Number(fields.vn ?? 0) }, (_, at) => `v${at + 1}`);
    return [...numbers, 'r'].flatMap((name, at) => {
      const [text, score] = [fields[name], fields[`q${at + 1}`]];
      const outputs = text ? (JSON.parse(text) as Record<string, PortValue>) : undefined;
      return outputs ? [{ outputs, ...(score !== undefined && { score: Number(score) }) }] : [];
    });
  }

  /** Tasks by their ids; those that are not there are left out. */
  async tasksOf(pid: string, ids: readonly string[]): Promise<TaskRecord[]> {
    const plan = await this.plan(pid);
    const hashes = await this.#hashes(ids.map((id) => this.keys.node(pid, id)));
    return ids.flatMap((id, at) => {
      const { step, path } = parseNodeId(id);
      const fields = hashes[at];
      return fields?.s ? [toTask(stepOf(plan, step), path, plan.seed, fields)] : [];
    });
  }

  /** What a step's first tasks have put out, in index order, of at most `limit` tasks. */
  async stepOutputs(
    pid: string,
    stepId: string,
    limit: number,
    known?: Pick<PipelineRecord, 'run' | 'archived'>,
  ): Promise<Pick<TaskRecord, 'id' | 'step' | 'outputs'>[]> {
    const [archived, paths] = await Promise.all([
      this.#archivedRun(pid, known),
      this.taskPaths(pid, stepId, limit, known?.run),
    ]);
    if (archived !== undefined) {
      const tasks = await this.archive.tasks(pid, archived, stepId, 0, limit);
      return tasks.map(([path, { r }]) => ({ id: taskId(stepId, path), step: stepId, outputs: outputsIn(r) }));
    }
    const ids = paths.map((path) => taskId(stepId, path));
    const outputs = await this.reader(pid)(ids);
    return ids.map((id, at) => ({ id, step: stepId, outputs: outputs[at] }));
  }

  /** A living step's tasks as they are stored. */
  async taskFields(pid: string, stepId: string, offset: number, limit: number): Promise<ArchivedTask[]> {
    const paths = (await this.taskPaths(pid, stepId, offset + limit)).slice(offset);
    const hashes = await this.#hashes(paths.map((path) => this.keys.node(pid, taskId(stepId, path))));
    return paths.flatMap((path, index): ArchivedTask[] => (hashes[index]?.s ? [[path, hashes[index]]] : []));
  }

  /** The steps' hashes by id. */
  async stepFields(pid: string): Promise<Record<string, Record<string, string>>> {
    const { steps } = await this.plan(pid);
    const hashes = await this.#hashes(steps.map((step) => this.keys.step(pid, step.id)));
    return Object.fromEntries(steps.map((step, index) => [step.id, hashes[index]!]));
  }

  /** Index paths of a step's tasks, as far as lengths are known, at most `limit`. */
  async taskPaths(pid: string, stepId: string, limit = Infinity, run?: number): Promise<number[][]> {
    const plan = await this.plan(pid, run);
    const { axes } = stepOf(plan, stepId);
    let paths: number[][] = [[]];
    for (const _ of axes) {
      const next: number[][] = [];
      for (const path of paths) {
        const length = await expansionLength(plan, stepId, path, this.reader(pid)).catch(() => 0);
        for (let index = 0; index < length && next.length < limit; index++) next.push([...path, index]);
      }
      paths = next;
    }
    return paths;
  }

  /** Outputs of a pipeline that may be archived. */
  async outputs(pid: string, ids: readonly string[]): Promise<TaskOutputs[]> {
    const run = await this.archivedRun(pid);
    if (run === undefined) return this.reader(pid)([...ids]);
    return (await this.archive.fields(pid, run, ids)).map((fields) => outputsIn(fields?.r));
  }

  /** Outputs of a living pipeline. */
  reader(pid: string): ReadOutputs {
    return async (ids) => {
      const outputs: TaskOutputs[] = [];
      for (let from = 0; from < ids.length; from += READ_CHUNK) {
        const batch = this.redis.pipeline();
        for (const id of ids.slice(from, from + READ_CHUNK)) batch.hget(this.keys.node(pid, id), 'r');
        for (const [error, text] of (await batch.exec()) ?? []) {
          if (error) throw error;
          outputs.push(outputsIn(text));
        }
      }
      return outputs;
    };
  }

  /** A result in the action cache. */
  async cached(actionKey: string): Promise<TaskOutputs> {
    const text = await this.redis.get(this.keys.cached(actionKey));
    if (!text) return undefined;
    const { o } = JSON.parse(text) as { o: string };
    return JSON.parse(o) as Record<string, PortValue>;
  }

  /** The commit log of a pipeline's present run, newest first. */
  async checkpoints(pid: string, offset: number, limit: number): Promise<{ items: CheckpointRecord[]; total: number }> {
    const archived = await this.archivedRun(pid);
    const key = this.keys.log(pid);
    const total =
      archived === undefined ? await this.redis.llen(key) : (await this.archive.head(pid, archived)).commits;
    const last = total - 1 - offset;
    const first = Math.max(0, last - limit + 1);
    const entries =
      last < 0
        ? []
        : archived === undefined
          ? await this.redis.lrange(key, first, last)
          : await this.archive.log(pid, archived, first, last - first + 1);
    const items = entries.map((entry, index): CheckpointRecord => {
      const [task = '', , at, how] = entry.split('|');
      const seq = last - entries.length + index + 2;
      return { id: checkpointId(pid, seq), pipelineId: pid, seq, task, at: Number(at), how: how as CommitKind };
    });
    return { items: items.reverse(), total };
  }

  /** Average milliseconds of finished tasks by kind, see `historyBucket`. */
  async history(): Promise<Record<string, number>> {
    const raw = await this.redis.hgetall(this.keys.root('history'));
    return Object.fromEntries(Object.entries(raw).map(([bucket, ms]) => [bucket, Number(ms)]));
  }

  async #hashes(keys: string[]): Promise<Record<string, string>[]> {
    const found: Record<string, string>[] = [];
    for (let from = 0; from < keys.length; from += READ_CHUNK) {
      const batch = this.redis.pipeline();
      for (const key of keys.slice(from, from + READ_CHUNK)) batch.hgetall(key);
      for (const [error, hash] of (await batch.exec()) ?? []) {
        if (error) throw error;
        found.push(hash as Record<string, string>);
      }
    }
    return found;
  }
}

const outputsIn = (text: unknown): TaskOutputs =>
  typeof text === 'string' ? (JSON.parse(text) as Record<string, PortValue>) : undefined;

import type { Plan, PipelineDefinition, PlannedStep, PortValue, ReadOutputs, TaskOutputs } from '#pipeline';
import { deriveSeed, expansionLength, stepOf, taskId } from '#pipeline';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Keys } from './keys.js';
import type { PipelineRecord, PipelineStatus, StepRecord, TaskRecord, TaskState } from './records.js';

/** How many hashes one round trip reads. */
const READ_CHUNK = 500;

/** Reads the truth; never changes it. */
export class Store {
  readonly #plans = new LRUCache<string, Plan>({ max: 500 });

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {}

  /** A pipeline's plan never changes, so it is read once per process. Throws when the pipeline does not exist. */
  async plan(pid: string): Promise<Plan> {
    const known = this.#plans.get(pid);
    if (known) return known;
    const text = await this.redis.hget(this.keys.pipeline(pid), 'plan');
    if (!text) throw new Error(`no pipeline ${pid}`);
    const plan = JSON.parse(text) as Plan;
    this.#plans.set(pid, plan);
    return plan;
  }

  async pipeline(pid: string): Promise<PipelineRecord | undefined> {
    const p = await this.redis.hgetall(this.keys.pipeline(pid));
    return p.status ? toPipeline(pid, p) : undefined;
  }

  /** Newest first. */
  async pipelines(offset: number, limit: number): Promise<{ items: PipelineRecord[]; total: number }> {
    const [ids, total] = await Promise.all([
      this.redis.zrevrange(this.keys.root('pipelines'), offset, offset + limit - 1),
      this.redis.zcard(this.keys.root('pipelines')),
    ]);
    const items = await Promise.all(ids.map((pid) => this.pipeline(pid)));
    return { items: items.filter((item) => item !== undefined), total };
  }

  async steps(pid: string): Promise<StepRecord[]> {
    const plan = await this.plan(pid);
    const hashes = await this.#hashes(plan.steps.map((step) => this.keys.step(pid, step.id)));
    return plan.steps.map((step, index) => toStep(step, index, hashes[index] ?? {}));
  }

  /** A step's tasks in index order, from `offset`; those not yet added to the graph are left out. */
  async tasks(pid: string, stepId: string, offset = 0, limit = READ_CHUNK): Promise<TaskRecord[]> {
    const plan = await this.plan(pid);
    const paths = await this.taskPaths(pid, stepId, offset + limit);
    const ids = paths.slice(offset).map((path) => taskId(stepId, path));
    const hashes = await this.#hashes(ids.map((id) => this.keys.node(pid, id)));
    const { seed } = plan;
    return ids.flatMap((id, index) =>
      hashes[index]?.s ? [toTask(id, stepId, paths[offset + index]!, seed, hashes[index])] : [],
    );
  }

  /** Index paths of a step's tasks, as far as lengths are known, at most `limit`. */
  async taskPaths(pid: string, stepId: string, limit = Infinity): Promise<number[][]> {
    const plan = await this.plan(pid);
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

  reader(pid: string): ReadOutputs {
    return async (ids) => {
      const outputs: TaskOutputs[] = [];
      for (let from = 0; from < ids.length; from += READ_CHUNK) {
        const batch = this.redis.pipeline();
        for (const id of ids.slice(from, from + READ_CHUNK)) batch.hget(this.keys.node(pid, id), 'r');
        for (const [error, text] of (await batch.exec()) ?? []) {
          if (error) throw error;
          outputs.push(typeof text === 'string' ? (JSON.parse(text) as Record<string, PortValue>) : undefined);
        }
      }
      return outputs;
    };
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

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function toPipeline(id: string, p: Record<string, string>): PipelineRecord {
  return {
    id,
    name: p.name ?? '',
    status: p.status as PipelineStatus,
    definition: JSON.parse(p.definition ?? '{}') as PipelineDefinition,
    inputs: JSON.parse(p.inputs ?? '{}') as Record<string, unknown>,
    seed: Number(p.seed),
    createdAt: Number(p.createdAt),
    startedAt: number(p.startedAt),
    endedAt: number(p.endedAt),
    currentStep: p.currentStep,
    failedStep: p.failedStep,
    failedTask: p.failedTask,
    error: p.error ? (JSON.parse(p.error) as PipelineRecord['error']) : undefined,
    published: p.published ? (JSON.parse(p.published) as Record<string, string[]>) : undefined,
  };
}

function toStep(step: PlannedStep, order: number, s: Record<string, string>): StepRecord {
  return {
    id: step.id,
    type: step.type,
    order,
    status: (s.status ?? 'pending') as StepRecord['status'],
    total: Number(s.total ?? 0),
    expected: step.tasks,
    done: Number(s.done ?? 0),
    failed: Number(s.failed ?? 0),
    skipped: Number(s.skipped ?? 0),
    running: Number(s.running ?? 0),
    progress: s.status === 'completed' ? 1 : Number(s.shown ?? 0),
    startedAt: number(s.start),
    endedAt: number(s.end),
    workMs: Number(s.ms ?? 0),
    provider: step.selection.provider,
    model: step.selection.model,
    error: s.error ? (JSON.parse(s.error) as StepRecord['error']) : undefined,
  };
}

function toTask(id: string, step: string, path: number[], pipelineSeed: number, n: Record<string, string>): TaskRecord {
  return {
    id,
    step,
    path,
    seed: deriveSeed(pipelineSeed, step, path),
    state: n.s as TaskState,
    attempts: Number(n.at ?? 0),
    losses: Number(n.ls ?? 0),
    worker: n.wk,
    readyAt: number(n.rt),
    startedAt: number(n.a),
    endedAt: number(n.z),
    outputs: n.r ? (JSON.parse(n.r) as Record<string, PortValue>) : undefined,
    error: n.err ? (JSON.parse(n.err) as TaskRecord['error']) : undefined,
  };
}

import { createHash } from 'node:crypto';
import type {
  ArtifactRef,
  Catalogue,
  Inputs,
  PipelineDefinition,
  Plan,
  PlannedStep,
  PortValue,
  Quality,
} from '#pipeline';
import { isArtifactRef, parseNodeId, resolveTask, stepOf, taskPrice } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Dispatcher } from './dispatcher.js';
import type { Keys } from './keys.js';
import type { PipelineRecord } from './records.js';
import { outputEvents } from './outputs.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';
import type { SubmitOptions } from './submit.js';

/** What looking is done with: a pipeline of one step, so that it is found again, paid once and billed as any other. */
export interface Lookers {
  create(definition: PipelineDefinition, inputs: Inputs, options: SubmitOptions): Promise<PipelineRecord>;
  start(pid: string): Promise<unknown>;
  finished(pid: string, signal?: AbortSignal): Promise<PipelineRecord>;
  remove(pid: string): Promise<boolean>;
}

/** How long a look may take before another process looks after it. */
const LOOK_MS = 10 * 60_000;

/** What follows a score; `version` is the one to restore, from 1. */
export type QualityVerdict = { what: 'approve' | 'reject' | 'redo' | 'wait' } | { what: 'restore'; version: number };

/**
 * Good enough goes on. Else it is made anew while there are tries and money left; then the best seen is what there is.
 * `scores` by version, the last one the present; money in micro-dollars, `next` what another try would cost, undefined
 * where nobody knows. Pure.
 */
export function qualityVerdict(
  { minScore, maxTries, maxUsd, otherwise = 'approve' }: Quality,
  scores: readonly number[],
  spent: number,
  next: number | undefined,
): QualityVerdict {
  const score = scores.at(-1) ?? 0;
  if (score >= minScore) return { what: 'approve' };
  const affordable = maxUsd === undefined || (next !== undefined && spent + next <= Math.round(maxUsd * 1e6));
  if (scores.length < maxTries && affordable) return { what: 'redo' };
  if (otherwise !== 'approve') return { what: otherwise };
  const best = scores.indexOf(Math.max(...scores));
  return best === scores.length - 1 ? { what: 'approve' } : { what: 'restore', version: best + 1 };
}

/** Scores pictures that wait, and has them made anew until they are good enough. All of it may be done twice. */
export class Inspector {
  readonly #looking = new Map<string, Promise<void>>();

  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
    private readonly catalogue: Catalogue,
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly dispatcher: Dispatcher,
    private readonly lookers: Lookers,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** In the background; a process that dies over it leaves it to the next. */
  look(pid: string, task: string): void {
    const name = `${pid}|${task}`;
    if (this.#looking.has(name)) return;
    const looking = this.#inspect(pid, task)
      .catch(this.onError)
      .finally(() => this.#looking.delete(name));
    this.#looking.set(name, looking);
  }

  async #inspect(pid: string, task: string): Promise<void> {
    const record = await this.store.pipeline(pid);
    const fields = await this.redis.hgetall(this.keys.node(pid, task));
    if (!record || fields.s !== 'review') return;
    const plan = await this.store.plan(pid, record.run);
    const step = stepOf(plan, parseNodeId(task).step);
    if (!step.qa) return;
    const version = Number(fields.vn ?? 0) + 1;
    const picture = pictureIn(JSON.parse(fields.r ?? '{}') as Record<string, PortValue>);
    const seen = picture && (await this.#score(record, plan, step, task, version, picture));
    const spent = Number(fields.mc ?? 0) + Number(fields.qc ?? 0) + (seen?.cost ?? 0);
    const scores = Array.from({ length: version - 1 }, (_, at) => Number(fields[`q${at + 1}`] ?? 0));
    const price = taskPrice(step);
    const next = price === undefined ? undefined : price + (seen?.cost ?? 0);
    const verdict: QualityVerdict =
      seen?.score === undefined ? { what: 'wait' } : qualityVerdict(step.qa, [...scores, seen.score], spent, next);
    const restored = verdict.what === 'restore' ? fields[`v${verdict.version}`] : undefined;
    const payload = restored ?? (verdict.what === 'redo' ? '{}' : '');
    const events = restored ? outputEvents(task, JSON.parse(restored) as Record<string, PortValue>) : [];
    await this.scripts.run(
      'inspect',
      ...[pid, task, version, seen?.score ?? '', seen?.cost ?? 0, verdict.what, payload, JSON.stringify(events)],
      verdict.what === 'restore' ? verdict.version : '',
    );
    this.dispatcher.pump(pid);
    if (seen) await this.lookers.remove(seen.id);
  }

  /** By a vision model; the same version is never looked at twice. */
  async #score(
    { id: pid, run, owner, lane }: PipelineRecord,
    plan: Plan,
    step: PlannedStep,
    task: string,
    version: number,
    image: ArtifactRef,
  ): Promise<{ id: string; score?: number; cost: number }> {
    const hash = createHash('sha256').update([pid, run, task, version].join('|')).digest('hex');
    const prompt = await this.#asked(pid, plan, task);
    const config = { image: '{{inputs.image}}', question: step.qa?.criteria ?? '', prompt: '{{inputs.asked}}' };
    const definition: PipelineDefinition = {
      ...{ name: `look at ${task}`, description: `Scores version ${version} of ${task} of pipeline ${pid}.` },
      inputs: { image: { type: 'image', required: true }, asked: { type: 'string', default: '' } },
      steps: [{ id: LOOK, type: 'vision', config }],
      outputs: [LOOK],
    };
    const id = `q${hash.slice(0, 24)}`;
    const inputs = { image, asked: prompt };
    await this.lookers.create(definition, inputs, { id, owner, seed: 0, options: { lane, cleanup: 'none' } });
    await this.lookers.start(id);
    const look = await this.lookers.finished(id, AbortSignal.timeout(LOOK_MS));
    const [outputs] = look.status === 'completed' ? await this.store.reader(id)([LOOK]) : [];
    const score = typeof outputs?.score === 'number' ? { score: outputs.score } : {};
    return { id, ...score, cost: look.costActual };
  }

  /** What the picture was to show, where it was asked for in words. */
  async #asked(pid: string, plan: Plan, task: string): Promise<string> {
    const { step, path } = parseNodeId(task);
    const { config } = await resolveTask(plan, this.catalogue, step, path, this.store.reader(pid));
    return typeof config.prompt === 'string' ? config.prompt : '';
  }

  /** Waits for what is under way in this process. */
  async close(): Promise<void> {
    await Promise.race([
      Promise.all(this.#looking.values()),
      new Promise((resolve) => setTimeout(resolve, 100).unref()),
    ]);
  }
}

const LOOK = 'look';

const pictureIn = (outputs: Record<string, PortValue>): ArtifactRef | undefined =>
  Object.values(outputs)
    .flat()
    .find((value): value is ArtifactRef => isArtifactRef(value) && value.media === 'image');

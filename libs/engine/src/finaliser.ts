import type { Plan } from '#pipeline';
import { WaitingChildrenError } from 'bullmq';
import type { Job } from 'bullmq';
import type { PipelineJobData, StepJobData } from './queues.js';
import type { FailureRecord, PipelineRecord } from './records.js';
import { isOver } from './records.js';
import type { Scripts } from './scripts.js';
import type { Store } from './store.js';

/** Delivers a pipeline's outputs, all or nothing; returns the delivered files by step. Must bear being repeated. */
export type Publish = (pipeline: PipelineRecord, plan: Plan) => Promise<Record<string, string[]>>;

/** Processors of the two control queues: they read the truth before they act, and may run any number of times. */
export class Finaliser {
  constructor(
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly publish: Publish,
  ) {}

  /** A step's job ends when the jobs below it have. */
  async step(job: Job<StepJobData>, token: string): Promise<void> {
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
  }

  /** All steps are done: publish, then say so. */
  async pipeline(job: Job<PipelineJobData>, token: string): Promise<void> {
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    const pid = job.data.p;
    const record = await this.store.pipeline(pid);
    if (!record || isOver(record.status) || record.status === 'cancelling') return;
    const [plan, steps] = await Promise.all([this.store.plan(pid), this.store.steps(pid)]);
    const open = steps.filter((step) => step.endedAt === undefined);
    if (open.length > 0) throw new Error(`steps still open: ${open.map((step) => step.id).join(', ')}`);
    const missing = steps.filter((step) => plan.outputs.includes(step.id) && step.done === 0 && step.total > 0);
    if (missing.length > 0) {
      await this.#finish(pid, 'failed', {}, missing[0]!.error ?? notMade(missing.map((step) => step.id)));
      return;
    }
    await this.#finish(pid, 'completed', await this.publish(record, plan));
  }

  async #finish(
    pid: string,
    status: 'completed' | 'failed',
    published: Record<string, string[]>,
    error?: FailureRecord,
  ): Promise<void> {
    await this.scripts.run('finish', pid, status, JSON.stringify(published), error ? JSON.stringify(error) : '');
  }
}

function notMade(steps: string[]): FailureRecord {
  return {
    code: 'media_failed',
    message: `nothing was made for ${steps.join(', ')}`,
    hint: 'See the errors of the steps before.',
  };
}

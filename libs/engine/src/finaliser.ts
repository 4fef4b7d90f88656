import type { Plan } from '#pipeline';
import { PipelineFailure, failurePolicy } from '#pipeline';
import { WaitingChildrenError } from 'bullmq';
import type { Job } from 'bullmq';
import type { PipelineJobData, StepJobData } from './queues.js';
import type { FailureRecord, PipelineRecord, PipelineStatus } from './records.js';
import { isOver } from './records.js';
import type { Scripts } from './scripts.js';
import { shed } from './shed.js';
import type { Store } from './store.js';

/** Where a pipeline's outputs go. Both must bear being repeated. */
export interface Delivery {
  /** Delivers the outputs, all or nothing; returns the delivered files by step. */
  publish(pipeline: PipelineRecord, plan: Plan): Promise<Record<string, string[]>>;
  /** Exports a checkpoint where the pipeline asks for it. Never throws: the pipeline does not depend on it. */
  checkpoint?(pipeline: PipelineRecord, dir: string): Promise<void>;
  /** Takes back what was just delivered: the pipeline was stopped meanwhile. */
  retract(pipeline: Pick<PipelineRecord, 'id'>): Promise<void>;
}

/** Processors of the two control queues: they read the truth before they act, and may run any number of times. */
export class Finaliser {
  constructor(
    private readonly scripts: Scripts,
    private readonly store: Store,
    private readonly delivery: Delivery,
  ) {}

  /** A step's job ends when the jobs below it have. */
  async step(job: Job<StepJobData>, token: string): Promise<void> {
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    const record = await this.store.pipeline(job.data.p);
    if (!record) return;
    const plan = await this.store.plan(record.id, record.run);
    const { checkpointDir, enableCheckpoints = true } = plan.options;
    if (checkpointDir !== undefined && enableCheckpoints) await this.delivery.checkpoint?.(record, checkpointDir);
  }

  /** All steps are done: publish, then say so. */
  async pipeline(job: Job<PipelineJobData>, token: string): Promise<void> {
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    const pid = job.data.p;
    const record = await this.store.pipeline(pid);
    if (!record || record.run !== job.data.r || isOver(record.status) || record.status === 'cancelling') return;
    const [plan, steps] = await Promise.all([this.store.plan(pid), this.store.steps(pid)]);
    const open = steps.filter((step) => step.endedAt === undefined);
    if (open.length > 0) throw new Error(`steps still open: ${open.map((step) => step.id).join(', ')}`);
    const missing = steps.filter((step) => plan.outputs.includes(step.id) && step.done === 0 && step.total > 0);
    if (missing.length > 0) {
      await this.#finish(pid, 'failed', {}, missing[0]!.error ?? notMade(missing.map((step) => step.id)));
      return;
    }
    await this.#complete(record, plan);
  }

  /** Publishes before it says so, and cleans up before that: so each can be done again after a crash. */
  async #complete(record: PipelineRecord, plan: Plan): Promise<void> {
    let published: Record<string, string[]>;
    try {
      published = await this.delivery.publish(record, plan);
    } catch (error) {
      if (!(error instanceof PipelineFailure)) throw error;
      const { code, message } = error;
      await this.#finish(record.id, 'failed', {}, { code, message, hint: failurePolicy(code).hint });
      return;
    }
    if ((plan.options.cleanup ?? 'keep_all') !== 'keep_all') await shed(this.scripts, record.id, plan.outputs, false);
    const status = await this.#finish(record.id, 'completed', published);
    if (status !== 'completed') await this.delivery.retract(record);
  }

  async #finish(
    pid: string,
    status: 'completed' | 'failed',
    published: Record<string, string[]>,
    error?: FailureRecord,
  ): Promise<PipelineStatus> {
    return this.scripts.run('finish', pid, status, JSON.stringify(published), error ? JSON.stringify(error) : '');
  }
}

function notMade(steps: string[]): FailureRecord {
  return {
    code: 'media_failed',
    message: `nothing was made for ${steps.join(', ')}`,
    hint: 'See the errors of the steps before.',
  };
}

import { parseNodeId } from '#pipeline';
import type { Plan } from '#pipeline';
import type { Job, JobsOptions } from 'bullmq';
import { CONTROL_POLICY } from './queues.js';
import type { Queues, TaskJobData } from './queues.js';
import { runOf } from './runs.js';

/** A step's job is parked as delayed until the step is done; far enough never to run by itself. */
const PARKED_MS = 10 * 365 * 24 * 3600 * 1000;

/** About how many tasks of a step are shown below it. */
const MAX_LEAVES = 200;

/** Each run of a pipeline has a tree of its own. */
const ofRun = (run: number) => (run === 1 ? '' : `-${run}`);
const pipelineJobId = (pid: string, run: number): string => `${pid}-pipeline${ofRun(run)}`;
const stepJobId = (pid: string, run: number, step: string): string => `${pid}-${step}-step${ofRun(run)}`;
const taskJobId = (pid: string, task: string, generation: number | string): string => `${pid}-${task}-${generation}`;

/**
 * The pipeline as people see it in Bull Board, and the chain that finalises it: the pipeline's job waits for its
 * steps' jobs, and tasks hang below their step. Step jobs are parked and promoted when the truth says the step is
 * done. A view with durable ends: nothing here decides what runs.
 */
export class FlowTree {
  constructor(private readonly queues: Queues) {}

  /** One atomic add; repeating it changes nothing. */
  async plant(pid: string, run: number, plan: Plan): Promise<void> {
    await this.queues.flow.add({
      name: plan.name,
      queueName: 'pipelines',
      data: { p: pid, r: run },
      opts: { ...CONTROL_POLICY.pipelines, jobId: pipelineJobId(pid, run) },
      children: plan.steps.map((step) => ({
        name: step.id,
        queueName: 'steps',
        data: { p: pid, s: step.id },
        opts: {
          ...CONTROL_POLICY.steps,
          jobId: stepJobId(pid, run, step.id),
          delay: PARKED_MS,
          ignoreDependencyOnFailure: true,
        },
      })),
    });
  }

  /**
   * How a task's job hangs below its step; its failure always lets the step go on. Only the first of many hang there:
   * a tree with 10,000 leaves helps nobody, and BullMQ keeps and updates a record of each.
   */
  taskOptions(pid: string, task: string, generation: string): JobsOptions {
    const { step, path } = parseNodeId(task);
    const jobId = taskJobId(pid, task, generation);
    if (path.reduce((product, index) => product * (index + 1), 1) > MAX_LEAVES) return { jobId };
    return {
      jobId,
      parent: { id: stepJobId(pid, runOf(Number(generation)), step), queue: this.queues.of('steps').qualifiedName },
      ignoreDependencyOnFailure: true,
    };
  }

  /** Lets a parked step job run; one that runs, waits or is over is left alone. */
  async promote(pid: string, run: number, step: string): Promise<void> {
    const job = await this.queues.of('steps').getJob(stepJobId(pid, run, step));
    if (job && (await job.isDelayed())) await job.promote().catch((error: unknown) => this.ignoreMoved(job, error));
  }

  private async ignoreMoved(job: Job, error: unknown): Promise<void> {
    if (await job.isDelayed()) throw error;
  }

  /** A pipeline that ended early lets all its step jobs run, so that the tree closes. */
  async promoteAll(pid: string, run: number, plan: Plan): Promise<void> {
    await Promise.all(plan.steps.map((step) => this.promote(pid, run, step.id)));
  }

  async remove(pid: string, run: number, plan: Plan): Promise<void> {
    const [steps, pipelines] = [this.queues.of('steps'), this.queues.of('pipelines')];
    await Promise.all(plan.steps.map((step) => steps.remove(stepJobId(pid, run, step.id), { removeChildren: true })));
    await pipelines.remove(pipelineJobId(pid, run), { removeChildren: true });
  }

  async hasPipelineJob(pid: string, run: number): Promise<boolean> {
    const job = await this.queues.of('pipelines').getJob(pipelineJobId(pid, run));
    return job !== undefined && !(await job.isFailed());
  }

  /**
   * Whether BullMQ still has the job and will run it, or runs it, which its lock tells. BullMQ finds a job whose worker
   * died only where another worker is at the queue; the one that died may have been the only one.
   */
  async isLive(queue: string, data: TaskJobData): Promise<boolean> {
    const jobId = taskJobId(data.p, data.t, data.g);
    const state = await this.queues.of(queue).getJobState(jobId);
    if (state === 'active') return this.queues.isLocked(queue, jobId);
    return state === 'waiting' || state === 'delayed' || state === 'prioritized';
  }
}

import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit, Type } from '@nestjs/common';
import { guardLocks } from '#engine';
import type { Finaliser, Job, PipelineJobData, StepJobData, TaskJobData, TaskRunner, WorkerOptions } from '#engine';

/** How a processor's worker is set up, without the connection, which the module shares. */
type Options = Omit<WorkerOptions, 'connection'>;

/** Loses no time when a lock is lost: the job may run elsewhere by now. */
abstract class GuardedWorker extends WorkerHost implements OnModuleInit {
  onModuleInit(): void {
    guardLocks(this.worker);
  }
}

/** A processor class for one task queue. Three plain parameters: BullMQ passes the signal only then. */
export function taskProcessor(queue: string, runner: TaskRunner, options: Options): Type<WorkerHost> {
  @Injectable()
  @Processor(queue, options)
  class TaskProcessor extends GuardedWorker {
    override async process(job: Job<TaskJobData>, _token?: string, signal?: AbortSignal): Promise<void> {
      await runner.run(job, signal);
    }
  }
  return TaskProcessor;
}

export function stepProcessor(finaliser: Finaliser, options: Options): Type<WorkerHost> {
  @Injectable()
  @Processor('steps', options)
  class StepProcessor extends GuardedWorker {
    override async process(job: Job<StepJobData>, token?: string, _signal?: AbortSignal): Promise<void> {
      await finaliser.step(job, token ?? '');
    }
  }
  return StepProcessor;
}

export function pipelineProcessor(finaliser: Finaliser, options: Options): Type<WorkerHost> {
  @Injectable()
  @Processor('pipelines', options)
  class PipelineProcessor extends GuardedWorker {
    override async process(job: Job<PipelineJobData>, token?: string, _signal?: AbortSignal): Promise<void> {
      await finaliser.pipeline(job, token ?? '');
    }
  }
  return PipelineProcessor;
}

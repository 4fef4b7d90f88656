export * from './engine.js';
export type { PipelineEvent } from './events.js';
export type { Finaliser, Publish } from './finaliser.js';
export * from './orchestrator.js';
export * from './queues.js';
export * from './records.js';
export type { Execute, Task, TaskResult, TaskRunner } from './task-runner.js';
export * from './workers.js';
export type { Job, WorkerOptions } from 'bullmq';

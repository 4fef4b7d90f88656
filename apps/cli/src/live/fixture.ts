import type { Pipeline, Step } from '../gateway/api.js';
import type { LiveEvent } from './state.js';

/** A pipeline of two steps as the gateway tells it, for tests. */
export function pipelineOf(change: Partial<Pipeline> = {}): Pipeline {
  return {
    id: 'p1',
    name: 'film',
    status: 'running',
    mode: 'auto',
    lane: 'interactive',
    owner: 'default',
    created_at: new Date(1_000).toISOString(),
    updated_at: new Date(1_000).toISOString(),
    seed: 7,
    run: 1,
    revision: 0,
    checkpoints: [],
    in_review: 0,
    reserved_usd: 0,
    reused: { tasks: 0, saved_ms: 0, saved_micro_dollars: 0 },
    cost_estimate: 0,
    cost_actual: 0,
    cost_untold: 0,
    progress: 0,
    inputs: {},
    definition: {},
    steps: [stepOf('keyframe', 't2i', 0), stepOf('animate', 'i2v', 1)],
    outputs: [],
    output_steps: ['animate'],
    ...change,
  };
}

export function stepOf(id: string, type: string, order: number, change: Partial<Step> = {}): Step {
  return {
    id,
    step_type: type,
    step_order: order,
    status: 'pending',
    progress: 0,
    tasks: 1,
    tasks_done: 0,
    tasks_failed: 0,
    tasks_skipped: 0,
    tasks_in_review: 0,
    tasks_running: 0,
    tasks_reused: 0,
    provider: 'sketch',
    model: 'sketch',
    work_ms: 0,
    cost_estimate: 0,
    cost_actual: 0,
    cost_untold: 0,
    ...change,
  };
}

export const eventAt = (ms: number, type: string, data: LiveEvent['data']): LiveEvent => ({
  id: `${ms}-0`,
  type,
  pipeline_id: 'p1',
  data,
});

/** A whole run: a picture, then its film, which needs a second try. */
export const RUN: readonly LiveEvent[] = [
  eventAt(1_000, 'pipeline_status', { id: 'p1', status: 'running' }),
  eventAt(1_100, 'task_status', { step_id: 'keyframe', task_id: 'keyframe', status: 'running', worker: 'w' }),
  eventAt(1_500, 'step_progress', { step_id: 'keyframe', progress_pct: 60, outputs_so_far: 0, total: 1 }),
  eventAt(1_900, 'output_ready', {
    step_id: 'keyframe',
    task_id: 'keyframe',
    port: 'image',
    output_type: 'image',
    output_url: '/artifacts/abc',
    digest: 'abc',
    bytes: 123_456,
    facts: { width: 640, height: 360 },
  }),
  eventAt(2_000, 'step_status', { step_id: 'keyframe', status: 'completed', done: 1, skipped: 0, failed: 0 }),
  eventAt(2_100, 'task_status', { step_id: 'animate', task_id: 'animate', status: 'running', worker: 'w' }),
  eventAt(2_500, 'error', {
    step_id: 'animate',
    task_id: 'animate',
    error_code: 'network',
    error_message: 'no answer',
    hint: 'It is tried again.',
    retryable: true,
  }),
  eventAt(3_000, 'step_progress', { step_id: 'animate', progress_pct: 80, outputs_so_far: 0, total: 1 }),
  eventAt(4_000, 'step_status', { step_id: 'animate', status: 'completed', done: 1, skipped: 0, failed: 0 }),
  eventAt(4_100, 'pipeline_status', { id: 'p1', status: 'completed' }),
];

import { eventAt, pipelineOf, RUN, stepOf } from './fixture.js';
import { initialState, mergeSnapshot, outcomeOf, reduce, troubleOf } from './state.js';

const weights = new Map([
  ['keyframe', 1],
  ['animate', 3],
]);
const start = initialState(pipelineOf(), weights);
const after = (count: number) => RUN.slice(0, count).reduce(reduce, start);

describe('reduce', () => {
  test('another provider is named with its price', () => {
    const failover = {
      from: { provider: 'fal', model: 'wan', unit_micro_dollars: 40_000 },
      to: { provider: 'replicate', model: 'wan', unit_micro_dollars: 50_000 },
    };
    const trouble = troubleOf({ step_id: 'animate', error_message: 'no', retryable: true, failover });
    expect(outcomeOf(trouble)).toBe('tried again with replicate/wan for $0.05 instead of $0.04 a unit: ');
  });

  test('a try with lower settings says which', () => {
    const error = { step_id: 'animate', error_message: 'full', retryable: true, lowered: { width: [1280, 960] } };
    const { steps } = reduce(initialState(pipelineOf()), eventAt(1_000, 'error', error));
    expect(outcomeOf(steps[1]!.trouble!)).toBe('tried again with width 960 instead of 1280: ');
  });

  test('follows a run to its end', () => {
    const state = after(RUN.length);
    expect(state).toMatchObject({ status: 'completed', progress: 1, startedAt: 1_000, endedAt: 4_100 });
    expect(state.steps).toMatchObject([
      { id: 'keyframe', status: 'completed', progress: 1, startedAt: 1_100, endedAt: 2_000 },
      { id: 'animate', status: 'completed', progress: 1, startedAt: 2_100, endedAt: 4_000 },
    ]);
    expect(state.outputs).toHaveLength(1);
  });

  test('moves the whole with its steps, by the time they take', () => {
    expect(after(3).progress).toBeCloseTo(0.15);
    expect(after(5).progress).toBeCloseTo(0.25);
  });

  test('never falls, also when events come again', () => {
    const replayed = RUN.slice(0, 3).reduce(reduce, after(8));
    expect(replayed.progress).toBe(after(8).progress);
    expect(replayed.steps).toEqual(after(8).steps);
    expect(RUN.slice(3, 4).reduce(reduce, after(8)).outputs).toHaveLength(1);
  });

  test('keeps the latest failure of a step, and marks the step that failed the pipeline', () => {
    expect(after(7).steps[1]).toMatchObject({ status: 'running', trouble: { message: 'no answer', retryable: true } });
    const failed = reduce(after(7), eventAt(2_600, 'pipeline_status', { status: 'failed', current_step: 'animate' }));
    expect(failed).toMatchObject({ status: 'failed', endedAt: 2_600, steps: [{}, { status: 'failed' }] });
  });

  test('ignores what it does not know', () => {
    const state = reduce(after(3), eventAt(9_000, 'cost_update', { cost_actual: 3 }));
    expect(state).toEqual({ ...after(3), at: 9_000 });
    expect(reduce(start, eventAt(1, 'step_progress', { step_id: 'nobody', progress_pct: 50 })).steps).toEqual(
      start.steps,
    );
  });
});

describe('mergeSnapshot', () => {
  test('adds what events did not tell', () => {
    const steps = [stepOf('keyframe', 't2i', 0, { status: 'completed', progress: 1, tasks: 4, tasks_done: 4 })];
    const seen = mergeSnapshot(start, pipelineOf({ steps, progress: 0.3, eta_seconds: 9 }), 5_000);
    expect(seen).toMatchObject({ progress: 0.3, eta: { ms: 9_000, at: 5_000 }, status: 'running' });
    expect(seen.steps[0]).toMatchObject({ status: 'completed', done: 4, tasks: 4 });
  });

  test('takes nothing back: it may be older than the events', () => {
    const state = after(RUN.length);
    const old = mergeSnapshot(state, pipelineOf({ progress: 0.1 }), 5_000);
    expect(mergeSnapshot(after(1), pipelineOf({ status: 'pending' }), 5_000).status).toBe('running');
    expect(old).toMatchObject({ status: 'completed', progress: 1 });
    expect(old.steps.map((step) => step.status)).toEqual(['completed', 'completed']);
  });
});

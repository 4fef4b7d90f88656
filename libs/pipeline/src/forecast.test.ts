import { forecast } from './forecast.js';
import type { Edge, Plan, PlannedStep, Selection } from './plan.js';
import { pipelineProgress } from './progress.js';
import { deriveSeed } from './seeds.js';

const slots = { gpu: 1, cpu: 2, remote: 4 };

function step(
  id: string,
  on: string[],
  parts: Partial<PlannedStep> & { resource?: Selection['resource']; price?: number } = {},
): PlannedStep {
  const { resource = 'gpu', price = 0, ...rest } = parts;
  const edges = on.map((name): Edge => ({ step: name, gather: false, soft: false }));
  const selection: Selection = { provider: 'p', model: 'm', resource, microDollars: price, why: '' };
  return {
    ...{
      id,
      type: 't',
      config: {},
      templates: {},
      ports: {},
      items: {},
      axes: [],
      edges,
      gatherDepths: [],
      tasks: 1,
      selection,
    },
    ...{ retry: {}, onFailure: 'abort', cache: true, units: 1, estimatedSeconds: 10, historyBucket: id },
    ...rest,
  };
}

const plan = (...steps: PlannedStep[]): Plan => ({
  name: 'p',
  steps,
  axes: {},
  outputs: [],
  inputs: {},
  seed: 1,
  options: {},
  bindings: [],
});

describe('a forecast', () => {
  it('runs in parallel what has its own workers, and names the critical path', () => {
    const film = plan(
      step('frame', []),
      step('music', [], { resource: 'cpu' }),
      step('move', ['frame']),
      step('film', ['move', 'music'], { resource: 'cpu' }),
    );
    const { seconds, criticalPath, groups } = forecast(film, { slots });
    expect(seconds).toBe(30);
    expect(criticalPath).toEqual(['frame', 'move', 'film']);
    expect(groups).toEqual([['frame', 'music'], ['move'], ['film']]);
  });

  it('queues what shares a card', () => {
    expect(forecast(plan(step('a', []), step('b', [])), { slots }).seconds).toBe(20);
    expect(forecast(plan(step('a', []), step('b', [])), { slots: { ...slots, gpu: 2 } }).seconds).toBe(20);
    expect(forecast(plan(step('a', [], { tasks: 8, resource: 'remote' })), { slots }).seconds).toBe(20);
  });

  it('lets items be followed one by one', () => {
    const chain = plan(
      step('draw', [], { tasks: 10 }),
      step('send', ['draw'], { tasks: 10, resource: 'remote', estimatedSeconds: 1 }),
    );
    expect(forecast(chain, { slots }).seconds).toBe(101);
  });

  it('counts units × price, and says what it does not know', () => {
    const { microDollars, unpriced, uncounted } = forecast(
      plan(
        step('a', [], { tasks: 3, units: 5, price: 70_000 }),
        step('b', [], { tasks: undefined, selection: { provider: 'p', model: 'm', resource: 'gpu', why: '' } }),
      ),
      { slots },
    );
    expect(microDollars).toBe(1_050_000);
    expect(unpriced).toEqual(['b']);
    expect(uncounted).toEqual(['b']);
  });

  it('looks at what is left, with the times that were measured', () => {
    const film = plan(step('a', []), step('b', ['a'], { tasks: 4 }));
    const left = forecast(film, {
      slots,
      seconds: ({ id }) => (id === 'b' ? 2 : undefined),
      remaining: ({ id }) => (id === 'a' ? 0 : 1.5),
    });
    expect(left.seconds).toBe(3);
  });
});

describe('progress', () => {
  it('weighs steps by the time they take', () => {
    const film = plan(step('a', [], { estimatedSeconds: 1 }), step('b', [], { estimatedSeconds: 9 }));
    expect(pipelineProgress(film, (id) => (id === 'a' ? 1 : 0))).toBeCloseTo(0.1);
    expect(pipelineProgress(film, () => 1)).toBe(1);
  });

  it('of nothing to do is done when its steps are', () => {
    const empty = plan(step('a', [], { tasks: 0 }));
    expect(pipelineProgress(empty, () => 0)).toBe(0);
    expect(pipelineProgress(empty, () => 1)).toBe(1);
  });
});

describe('seeds', () => {
  it('differ by pipeline, step and index, and never by time', () => {
    const seeds = [
      deriveSeed(1, 'a', []),
      deriveSeed(2, 'a', []),
      deriveSeed(1, 'b', []),
      deriveSeed(1, 'a', [0]),
      deriveSeed(1, 'a', [1]),
    ];
    expect(new Set(seeds).size).toBe(5);
    expect(deriveSeed(1, 'a', [0])).toBe(seeds[3]);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff)).toBe(true);
  });
});

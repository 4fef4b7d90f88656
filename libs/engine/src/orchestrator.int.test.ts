import type { PipelineDefinition } from '#pipeline';
import { InvalidDefinitionError, PipelineFailure } from '#pipeline';
import { sharedRedis, startToyEngine, toyExecute } from '#testing';
import type { ToyEngine } from '#testing';
import { PipelineOrchestrator } from './orchestrator.js';

const definition: PipelineDefinition = {
  name: 'test',
  description: '',
  inputs: { word: 'string' },
  outputs: ['b'],
  steps: [
    { id: 'a', type: 'make', config: { value: '{{inputs.word}}' } },
    { id: 'b', type: 'make', config: {}, dependsOn: ['a'] },
  ],
};

let toy: ToyEngine;
let orchestrator: PipelineOrchestrator;
beforeEach(async () => {
  toy = await startToyEngine({
    redisUrl: await sharedRedis(),
    delivery: {
      publish: async (_pipeline, plan) =>
        Object.fromEntries(plan.steps.map((step) => [step.id, [`/films/${step.id}.txt`]])),
      retract: async () => {},
    },
    execute: async (task) => {
      if (task.config.value === 'bad') throw new PipelineFailure('invalid_input', 'that word is bad');
      return toyExecute(task);
    },
  });
  orchestrator = new PipelineOrchestrator(toy.engine);
});
afterEach(() => toy.close());

describe('the orchestrator', () => {
  it('runs to the end, tells progress, and returns outputs and times', async () => {
    const seen = new Map<string, number>();
    const result = await orchestrator.execute(definition, { word: 'hello' }, (step, progress) =>
      seen.set(step, progress),
    );
    expect(result).toMatchObject({ success: true, outputs: { b: '/films/b.txt' } });
    expect(Object.keys(result.timing)).toEqual(['a', 'b']);
    expect(result.errors).toBeUndefined();
    expect(seen).toEqual(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    );
  });

  it('returns a failed run as a result', async () => {
    expect(await orchestrator.execute(definition, { word: 'bad' })).toMatchObject({
      success: false,
      outputs: {},
      errors: { a: 'that word is bad' },
    });
  });

  it('refuses a bad definition before anything runs', async () => {
    await expect(orchestrator.execute(definition, {})).rejects.toThrow(InvalidDefinitionError);
    expect(orchestrator.validate(definition)).toEqual({ valid: true, problems: [] });
    expect(orchestrator.validate({ ...definition, outputs: ['c'] }).problems).toMatchObject([
      { code: 'unknown_output', path: 'outputs[0]' },
    ]);
  });

  it('plans, the same way for the same seed, and learns how long things take', async () => {
    const plan = () => orchestrator.plan(definition, { word: 'hello' }, { seed: 1 });
    const first = await plan();
    expect(first).toMatchObject({ groups: [['a'], ['b']], criticalPath: ['a', 'b'], seconds: 2, microDollars: 0 });
    expect((await plan()).plan).toEqual(first.plan);
    const slow = definition.steps.map((step) => ({ ...step, config: { ...step.config, ms: 25 } }));
    await orchestrator.execute({ ...definition, steps: slow }, { word: 'hello' });
    expect((await plan()).seconds).toBeLessThan(1);
  });
});

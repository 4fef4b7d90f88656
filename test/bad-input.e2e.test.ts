import type { components } from '#contracts';
import { digestOf, runToEnd, wholeStack } from './support/stack.js';
import type { TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

type Problem = components['schemas']['ProblemDto'];

async function refused(body: object): Promise<Problem> {
  const response = await fetch(`${stack.url}/pipelines`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  return (await response.json()) as Problem;
}

async function refusedText(body: string): Promise<Problem> {
  const response = await fetch(`${stack.url}/pipelines`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return (await response.json()) as Problem;
}

const definition = (steps: object[], inputs: object = {}) => ({ definition: { name: 'bad', steps, inputs } });
const codes = (problem: Problem) => problem.problems!.map((entry) => entry.code).sort();

describe('a bad definition', () => {
  it('names the cycle as a path', async () => {
    const problem = await refused(
      definition([
        { id: 'a', type: 'i2i', config: { prompt: 'x' }, dependsOn: ['c'] },
        { id: 'b', type: 'i2i', config: { prompt: 'x' }, dependsOn: ['a'] },
        { id: 'c', type: 'i2i', config: { prompt: 'x' }, dependsOn: ['b'] },
      ]),
    );
    expect(problem.detail).toContain('a → b → c → a');
    expect(codes(problem)).toEqual(['cycle']);
  });

  it('reports every problem at once, each with a place and a hint', async () => {
    const problem = await refused(
      definition([
        { id: 'a', type: 't2x', config: {} },
        { id: 'b', type: 't2i', config: { prompt: 'x', widht: 3, quality: 'best' } },
        { id: 'b', type: 't2i', config: { prompt: 'x' } },
        { id: 'c', type: 'i2v', config: { image: '{{steps.b.picture}}' } },
        { id: 'm', type: 'music', config: { duration: 5 } },
        { id: 'v', type: 'i2v', config: {}, dependsOn: ['m'] },
        { id: 'w', type: 't2i', config: { prompt: '{{inputs.promt}}' }, dependsOn: ['nobody'] },
        { id: 'x', type: 't2i', config: {} },
      ]),
    );
    expect(codes(problem)).toEqual(
      expect.arrayContaining([
        'bad_config',
        'bad_reference',
        'duplicate_id',
        'media_mismatch',
        'missing_input',
        'unknown_config',
        'unknown_dependency',
        'unknown_type',
      ]),
    );
    for (const { path, message, hint } of problem.problems!) {
      expect(path).not.toBe('');
      expect(message).not.toBe('');
      expect(hint).not.toBe('');
    }
    expect(problem.problems!.find((entry) => entry.code === 'unknown_type')!.hint).toBe('Did you mean "t2i"?');
  });

  it.each([
    ['a missing input', {}, 'missing_input'],
    ['a duration of 0', { scene: 'x', duration: 0 }, 'bad_input'],
    ['a duration of 31', { scene: 'x', duration: 31 }, 'bad_input'],
    ['an unknown input', { scene: 'x', sceen: 'y' }, 'unknown_input'],
    ['a quality that does not exist', { scene: 'x', quality: 'ultra' }, 'bad_input'],
  ])('%s is refused with its code', async (_what, inputs, code) => {
    const problem = await refused({ template: 'complete_video_production', inputs });
    expect(codes(problem)).toEqual([code]);
  });

  it('an unknown template, broken JSON and unknown fields are told apart', async () => {
    expect(await refused({ template: 'complete_video' })).toMatchObject({ status: 404, code: 'unknown_template' });
    expect(await refused({ template: 'music_video', rum: true })).toMatchObject({ status: 400, code: 'bad_request' });
    const response = await fetch(`${stack.url}/pipelines`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(await response.json()).toMatchObject({ status: 400, code: 'bad_syntax' });
    const large = JSON.stringify({ template: 'music_video', inputs: { description: 'x'.repeat(9_000_000) } });
    expect(await refusedText(large)).toMatchObject({ status: 413, code: 'too_large' });
  });
});

describe('prompts nobody expects', () => {
  const picture = (prompt: string) =>
    runToEnd(stack, { seed: 1, ...definition([{ id: 'p', type: 't2i', config: { prompt, width: 160, height: 90 } }]) });

  it.each([
    ['empty', ''],
    ['10,000 characters', 'a dog in the rain, '.repeat(527).slice(0, 10_000)],
    ['emoji', '🦅🌩️👩‍🚀 🏳️‍🌈'],
    ['right to left', 'נשר מלכותי מעל העננים نسر'],
    ['markup', '<svg onload="x">&amp;</svg> {{not.a.path'],
  ])('%s gives a picture', async (_what, prompt) => {
    const pipeline = await runToEnd(stack, {
      seed: 1,
      ...definition([{ id: 'p', type: 't2i', config: { prompt: '{{inputs.words}}', width: 160, height: 90 } }], {
        words: 'string',
      }),
      inputs: { words: prompt },
    });
    expect(pipeline.error).toBeUndefined();
    expect(digestOf(pipeline, 'p')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('more tasks than a pipeline may have are refused, not started', async () => {
    const problem = await refused(definition([{ id: 'p', type: 't2i', config: { prompt: 'x' }, count: 100_001 }]));
    expect(codes(problem)).toEqual(['too_many_tasks']);
  });

  it('different words give different pictures', async () => {
    const [a, b] = [await picture('a red desert at noon'), await picture('a forest at night')];
    expect(digestOf(a, 'p')).not.toBe(digestOf(b, 'p'));
  });
});

describe('what fails while it runs', () => {
  it('says which step, what went wrong and what to do; the pipeline ends', async () => {
    const pipeline = await runToEnd(stack, {
      ...definition(
        [
          { id: 'v', type: 'voice', config: { text: '{{inputs.words}}' } },
          { id: 'p', type: 't2v', config: { prompt: 'x', duration: 1, width: 160, height: 90 } },
          { id: 'm', type: 'mux', config: {}, dependsOn: ['p', 'v'] },
        ],
        { words: 'string' },
      ),
      inputs: { words: '' },
    });
    expect(pipeline).toMatchObject({ status: 'failed', failed_step: 'v', error: { code: 'invalid_input' } });
    expect(pipeline.error!.hint).not.toBe('');
    expect(pipeline.files).toBeUndefined();
  });

  it('goes on without a step that may be skipped', async () => {
    const pipeline = await runToEnd(stack, {
      ...definition(
        [
          { id: 'v', type: 'voice', config: { text: '{{inputs.words}}' }, onFailure: 'skip' },
          { id: 'n', type: 'music', config: { duration: 1 } },
          { id: 'p', type: 't2v', config: { prompt: 'x', duration: 1, width: 160, height: 90, quality: 'draft' } },
          { id: 'm', type: 'mux', config: {}, dependsOn: ['p', 'v', 'n'] },
        ],
        { words: 'string' },
      ),
      inputs: { words: '' },
    });
    expect(pipeline.status).toBe('completed');
    expect(pipeline.steps.find((step) => step.id === 'v')).toMatchObject({ status: 'failed', tasks_failed: 1 });
  });
});

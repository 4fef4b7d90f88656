import { readFileSync } from 'node:fs';
import { probe } from '#media';
import { runToEnd, wholeStack } from './support/stack.js';
import type { Pipeline, TestStack } from './support/stack.js';

let stack: TestStack;
beforeAll(async () => {
  stack = await wholeStack();
});

const read = (pipeline: Pipeline, step: string) => readFileSync(pipeline.files![step]![0]!, 'utf8');

describe('text steps of the built-in writer', () => {
  it('make prompts that a later step maps over; equal lines are the same work in any pipeline', async () => {
    const definition = {
      name: 'prompts',
      inputs: { line: 'string' },
      steps: [
        {
          id: 'enhance',
          type: 'prompt_enhance',
          config: { input_prompts: '{{inputs.line}}', variations_per_prompt: 2 },
        },
        {
          ...{ id: 'picture', type: 't2i', map: '{{steps.enhance.prompts}}' },
          config: { prompt: '{{item}}', width: 64, height: 36 },
        },
        { id: 'look', type: 'vision', dependsOn: ['picture'] },
      ],
      outputs: ['look'],
    };
    const request = (line: string, seed: number) => ({ definition, inputs: { line }, seed });
    const { data: plan } = await stack.client.POST('/pipelines/plan', { body: request('a fox', 1) });
    expect(plan!.steps.map(({ id, tasks }) => [id, tasks])).toEqual([
      ['enhance', 1],
      ['picture', 2],
      ['look', 2],
    ]);
    const made = await runToEnd(stack, request('a fox', 1));
    expect(made.status).toBe('completed');
    const prompts = read(made, 'enhance').trim().split('\n---\n');
    expect(prompts).toHaveLength(2);
    expect(prompts.every((prompt) => prompt.startsWith('a fox, '))).toBe(true);
    expect(JSON.parse(read(made, 'look'))).toMatchObject({ score: expect.any(Number) as number });
    const again = await runToEnd(stack, request('  a  fox. ', 2));
    expect(again.steps.find(({ id }) => id === 'enhance')!.tasks_reused).toBe(1);
    expect(read(again, 'enhance')).toBe(read(made, 'enhance'));
  });

  it('make a told film from an idea, with a folder that people can read', async () => {
    const inputs = { idea: 'a lighthouse keeper in a storm', shots: 2, duration: 6, quality: 'draft' };
    const film = await runToEnd(stack, { template: 'idea_to_video', inputs, seed: 3 });
    expect(film.status).toBe('completed');
    expect(read(film, 'story')).toContain('a lighthouse keeper in a storm');
    const shots = JSON.parse(read(film, 'storyboard')) as { duration: number; narration: string }[];
    expect(shots).toHaveLength(2);
    for (const step of ['script', 'characters', 'camera_tree']) expect(JSON.parse(read(film, step))).toBeTruthy();
    const facts = await probe(film.files!.final![0]!, AbortSignal.timeout(30_000));
    expect(facts).toMatchObject({ width: 640, height: 360, hasAudio: true });
    expect(Math.abs(facts.durationSec - 6)).toBeLessThan(0.3);
  });

  it('refuse what the writer does not understand, in words', async () => {
    const steps = [{ id: 'revised', type: 'revise', config: { text: '{{inputs.text}}', instruction: 'as a sonnet' } }];
    const definition = { name: 'revision', inputs: { text: 'string' }, steps };
    const failed = await runToEnd(stack, { definition, inputs: { text: 'It was night.' } });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } });
    expect(failed.error!.message).toContain('does not understand "as a sonnet"');
  });

  it('write prompts at once over HTTP, and say why not', async () => {
    const body = { prompts: ['a harbour', 'a fox'], count: 2, target: 'i2v' as const, style: 'watercolour' };
    const { data } = await stack.client.POST('/prompts/enhance', { body });
    expect(data).toMatchObject({ status: 'completed' });
    expect(data!.prompts).toHaveLength(4);
    expect(new Set(data!.prompts).size).toBe(4);
    const { error } = await stack.client.POST('/prompts/enhance', { body: { ...body, provider: 'nobody' } });
    expect(error).toMatchObject({ status: 422, code: 'invalid_definition' });
  });
});

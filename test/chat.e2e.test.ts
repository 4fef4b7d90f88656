import { readFileSync } from 'node:fs';
import { CANARY, FakeAnthropic, FakeOpenAi, afterFile } from '#testing';
import { inProcess } from './support/in-process.js';
import type { InProcess } from './support/in-process.js';
import { eventsUntilOver, runToEnd } from './support/stack.js';

let openai: FakeOpenAi;
let anthropic: FakeAnthropic;
let stack: InProcess;
beforeAll(async () => {
  openai = await new FakeOpenAi({ key: CANARY, limitField: 'max_tokens' }).start();
  anthropic = await new FakeAnthropic({ key: CANARY }).start();
  afterFile(() => openai.stop());
  afterFile(() => anthropic.stop());
  stack = await inProcess(() => false, {
    ...{ openaiKey: CANARY, openaiUrl: `${openai.url}/v1` },
    ...{ anthropicKey: CANARY, anthropicUrl: anthropic.url },
  });
});

const body = (idea: string) => ({
  inputs: { idea },
  seed: 1,
  definition: {
    name: 'told by models',
    inputs: { idea: 'string' },
    steps: [
      { id: 'story', type: 'story', provider: 'anthropic', config: { length: 'short' } },
      { id: 'board', type: 'storyboard', provider: 'openai', config: { shots: 2 }, dependsOn: ['story'] },
      {
        ...{ id: 'frame', type: 't2i', map: '{{steps.board.shots}}' },
        config: { prompt: '{{item.image_prompt}}', width: 64, height: 36 },
      },
    ],
    outputs: ['board', 'frame'],
  },
});

describe('text steps by language models, over HTTP', () => {
  it('hand their answers on, at the price of their tokens, and are not asked twice', async () => {
    const pipeline = await runToEnd(stack, body('a lighthouse'));
    expect(pipeline.status).toBe('completed');
    expect(pipeline.outputs.filter(({ step_id }) => step_id === 'frame')).toHaveLength(2);
    expect(readFileSync(pipeline.files!.story![0]!, 'utf8')).toContain('A text by the fake');
    const { data } = await stack.client.GET('/ledger', { params: { query: { limit: 10 } } });
    const settled = data!.items.map(({ provider, state, actual_micro_dollars }) => [
      provider,
      state,
      actual_micro_dollars,
    ]);
    expect(settled.sort()).toEqual([
      ['anthropic', 'settled', 35],
      ['openai', 'settled', 120],
    ]);
    expect(JSON.stringify(await eventsUntilOver(stack, pipeline.id))).not.toContain(CANARY);
    const again = await runToEnd(stack, body('a lighthouse'));
    expect(again.reused.saved_micro_dollars).toBe(155);
    expect(openai.bill.length + anthropic.bill.length).toBe(2);
  });

  it('fail with the words of the model that refused, which is billed', async () => {
    const pipeline = await runToEnd(stack, body('a forbidden thing'));
    expect(pipeline).toMatchObject({
      ...{ status: 'failed', failed_step: 'story' },
      error: { code: 'moderated', message: expect.stringContaining('I will not help with that.') as string },
    });
    const { data } = await stack.client.GET('/ledger', { params: { query: { limit: 1 } } });
    expect(data!.items[0]).toMatchObject({ state: 'failed', actual_micro_dollars: 35 });
  });
});

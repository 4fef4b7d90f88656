import { z } from 'zod';
import { CANARY, FakeAnthropic, QUICK, afterFile, anthropicError, failureOf } from '#testing';
import { Prices } from '../prices/prices.js';
import { AnthropicChat } from './chat.js';

const signal = new AbortController().signal;
const question = { system: 'You are brief.', prompt: 'The sea?', maxTokens: 100, signal };
const schema = z.object({ mood: z.enum(['calm', 'tense']) });
async function start(says?: unknown, key = CANARY) {
  const fake = await new FakeAnthropic({ key: CANARY, says }).start();
  afterFile(() => fake.stop());
  const chat = new AnthropicChat({ key, baseUrl: fake.url, model: 'm', prices: Prices.read(), limits: QUICK });
  return { fake, chat };
}

describe('chat with Anthropic', () => {
  it('answers, with and without a form', async () => {
    const { chat } = await start({ mood: 'calm' });
    expect(await chat.ask(question)).toMatchObject({ text: '{"mood":"calm"}', usage: { inputTokens: 100 } });
    expect((await chat.askFor(schema, question)).value).toEqual({ mood: 'calm' });
    const { chat: wild } = await start({ mood: 'wild' });
    expect(await failureOf(wild.askFor(schema, question))).toMatchObject({ code: 'bad_answer' });
  });

  it.each([
    [anthropicError(429, 'rate_limit_error', 'slow down'), 'rate_limited'],
    [
      anthropicError(429, 'rate_limit_error', 'spend cap', { error_code: 'enforced_spend_limit_reached' }),
      'quota_exceeded',
    ],
    [anthropicError(529, 'overloaded_error', 'Overloaded'), 'provider_unavailable'],
    [anthropicError(402, 'billing_error', 'no credit'), 'quota_exceeded'],
    [anthropicError(400, 'invalid_request_error', 'prompt is too long'), 'invalid_input'],
    [
      {
        body: { type: 'message', content: [], stop_reason: 'max_tokens', usage: { input_tokens: 1, output_tokens: 1 } },
      },
      'bad_answer',
    ],
    [{ body: { type: 'error', error: { message: 'broken' } } }, 'bad_answer'],
    ['lost', 'outcome_unknown'],
    ['truncated_json', 'outcome_unknown'],
  ] as const)('%j is %s, and is asked once', async (fault, code) => {
    const { fake, chat } = await start();
    fake.fail('messages', fault);
    expect(await failureOf(chat.ask(question))).toMatchObject({ code });
    expect(fake.asked).toHaveLength(1);
  });

  it('refuses in its words, and a wrong key without the key', async () => {
    const { chat } = await start();
    const refused = await failureOf(chat.ask({ ...question, prompt: 'a forbidden thing' }));
    expect(refused).toMatchObject({ code: 'moderated', message: expect.stringContaining('I will not') as string });
    const { chat: stranger } = await start(undefined, `${CANARY}x`);
    expect(await failureOf(stranger.ask(question))).toMatchObject({ code: 'unauthorised' });
  });
});

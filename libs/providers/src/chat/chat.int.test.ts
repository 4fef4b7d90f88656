import { z } from 'zod';
import {
  CANARY,
  CUT_OFF,
  FakeAnthropic,
  FakeOpenAi,
  OPENAI_MODERATION,
  QUICK,
  afterFile,
  anthropicError,
  failureOf,
} from '#testing';
import { AnthropicChat } from '../anthropic/chat.js';
import { OpenAiChat } from '../openai/chat.js';
import { Prices } from '../prices/prices.js';
import { AnswerFailure, askFor } from './asking.js';
import type { ChatModel } from './chat.js';
import { jsonSchemaOf, readJson } from './chat.js';

const question = (text = 'The sea?') => ({
  ...{ system: 'You are brief.', maxTokens: 100, signal: new AbortController().signal },
  turns: [{ role: 'user' as const, text }],
});
const schema = z.object({ mood: z.enum(['calm', 'tense']), words: z.array(z.string().min(1).max(99)).min(1) });
const CALM = { mood: 'calm', words: ['blue'] };
const prices = Prices.read();

interface Server {
  chat: ChatModel;
  fake: FakeAnthropic | FakeOpenAi;
  place: string;
}

/** Answers one after the other. */
async function openAi(says: unknown[], options: object = {}, key = CANARY): Promise<Server> {
  const told = says.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const fake = await new FakeOpenAi({ key: CANARY, says: told, limitField: 'max_tokens', ...options }).start();
  afterFile(() => fake.stop());
  const chat = new OpenAiChat({ key, baseUrl: `${fake.url}/v1`, model: 'gpt-4.1-mini', prices, limits: QUICK });
  return { chat, fake, place: 'chat/completions' };
}

async function anthropic(says: unknown[], options: object = {}, key = CANARY): Promise<Server> {
  const fake = await new FakeAnthropic({ key: CANARY, says, ...options }).start();
  afterFile(() => fake.stop());
  const chat = new AnthropicChat({ key, baseUrl: fake.url, model: 'claude-haiku-5-5', prices, limits: QUICK });
  return { chat, fake, place: 'messages' };
}

const lastBody = ({ fake }: Server) => JSON.parse(fake.asked.at(-1)!.body.toString()) as Record<string, unknown>;

describe.each([
  ['OpenAI', openAi, 120, { error: { message: 'too long for it' } }],
  ['Anthropic', anthropic, 35, { type: 'error', error: { type: 'invalid_request_error', message: 'too long for it' } }],
] as const)('chat with %s', (_name, start, price, tooLong) => {
  it('gives an answer in the form asked for, and what it cost', async () => {
    const { chat } = await start([CALM]);
    expect(await askFor(chat, schema, question())).toEqual({ value: CALM, microDollars: price });
  });

  it('has a wrong answer put right once, in the same talk, and pays for both', async () => {
    const server = await start([{ ...CALM, mood: 'wild' }, CALM]);
    expect(await askFor(server.chat, schema, question())).toEqual({ value: CALM, microDollars: 2 * price });
    const { messages } = lastBody(server) as { messages: { role: string }[] };
    expect(messages.map(({ role }) => role).slice(-3)).toEqual(['user', 'assistant', 'user']);
    expect(JSON.stringify(messages.at(-1))).toContain('mood');
  });

  it('is given up when the answer is wrong twice, and that cost as much', async () => {
    const { chat, fake } = await start([{ mood: 'wild', words: [] }]);
    const failure = await failureOf(askFor(chat, schema, question()));
    expect(failure).toBeInstanceOf(AnswerFailure);
    expect(failure).toMatchObject({ code: 'bad_answer', spent: 2 * price });
    expect(fake.asked).toHaveLength(2);
  });

  it('is judged by more than its form', async () => {
    const { chat } = await start([CALM, { ...CALM, words: ['blue', 'grey'] }]);
    const judge = ({ words }: z.infer<typeof schema>) =>
      words.length === 2 ? undefined : 'there have to be two words';
    expect((await askFor(chat, schema, question(), judge)).value.words).toHaveLength(2);
  });

  it('is asked again with more room when the answer was cut off', async () => {
    const server = await start([CUT_OFF, CALM]);
    expect(await askFor(server.chat, schema, question())).toMatchObject({ value: CALM });
    expect(lastBody(server)).toMatchObject({ max_tokens: 200 });
    expect((lastBody(server) as { messages: unknown[] }).messages.length).toBeLessThanOrEqual(2);
  });

  it('tells a refusal in its words, and what it cost', async () => {
    const { chat, fake } = await start([CALM]);
    const failure = await failureOf(askFor(chat, schema, question('a forbidden thing')));
    expect(failure).toMatchObject({ code: 'moderated', spent: price });
    expect([OPENAI_MODERATION, 'I will not help with that.'].some((words) => failure.message.includes(words))).toBe(
      true,
    );
    expect(fake.asked).toHaveLength(1);
  });

  it('is told without the key where the key is wrong', async () => {
    const { chat } = await start([CALM], {}, `${CANARY}x`);
    expect(await failureOf(askFor(chat, schema, question()))).toMatchObject({ code: 'unauthorised' });
  });

  it.each([
    [{ status: 429, headers: { 'retry-after': '2' }, body: { error: { message: 'slow down' } } }, 'rate_limited'],
    [{ status: 400, body: tooLong }, 'invalid_input'],
    [{ status: 200, body: { error: { message: 'broken' } } }, 'bad_answer'],
    [{ status: 500, body: 'oops' }, 'provider_unavailable'],
    ['lost', 'outcome_unknown'],
    ['truncated_json', 'outcome_unknown'],
    ['html', 'outcome_unknown'],
  ] as const)('%j is %s, and is asked once', async (fault, code) => {
    const { chat, fake, place } = await start([CALM]);
    fake.fail(place, fault);
    const failure = await failureOf(askFor(chat, schema, question()));
    expect(failure).toMatchObject({ code });
    expect(failure).not.toBeInstanceOf(AnswerFailure);
    expect(fake.asked).toHaveLength(1);
  });

  it('that fails when it is to be put right has cost what was paid before', async () => {
    const { chat, fake, place } = await start([CALM]);
    fake.fail(place, { status: 200, body: firstAnswer(place) });
    fake.fail(place, { status: 500, body: 'oops' });
    expect(await failureOf(askFor(chat, schema, question()))).toMatchObject({
      ...{ code: 'provider_unavailable', spent: price },
    });
  });
});

/** A whole answer that does not fit. */
function firstAnswer(place: string): unknown {
  if (place === 'messages')
    return {
      content: [{ type: 'text', text: '{}' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 100, output_tokens: 50 },
    };
  return {
    choices: [{ message: { content: '{}' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 50 },
  };
}

describe('what a server does not know', () => {
  it.each([
    [['json_object'], 2],
    [[], 3],
  ])('of the forms is found out once, where it knows only %j', async (forms, tries) => {
    const { chat, fake } = await openAi([`Sure:\n\`\`\`json\n${JSON.stringify(CALM)}\n\`\`\``], { forms });
    for (const count of [tries, tries + 1]) {
      expect((await askFor(chat, schema, question())).value).toEqual(CALM);
      expect(fake.asked).toHaveLength(count);
    }
    expect(fake.bill).toHaveLength(2);
  });

  it('of the limit on an answer is found out once', async () => {
    const server = await openAi([CALM], { limitField: 'max_completion_tokens' });
    await askFor(server.chat, schema, question());
    await askFor(server.chat, schema, question());
    expect(server.fake.asked).toHaveLength(3);
    expect(lastBody(server)).toMatchObject({ max_completion_tokens: 100 });
  });

  it('of the forms is found out once at Anthropic, where a tool serves instead', async () => {
    const server = await anthropic([CALM], { schemas: false });
    for (const count of [2, 3]) {
      expect((await askFor(server.chat, schema, question())).value).toEqual(CALM);
      expect(server.fake.asked).toHaveLength(count);
    }
    expect(lastBody(server)).toMatchObject({ tool_choice: { type: 'tool', name: 'answer' } });
  });
});

describe('what Anthropic calls its refusals', () => {
  it.each([
    [
      anthropicError(429, 'rate_limit_error', 'spend cap', { error_code: 'enforced_spend_limit_reached' }),
      'quota_exceeded',
    ],
    [anthropicError(529, 'overloaded_error', 'Overloaded'), 'provider_unavailable'],
    [anthropicError(402, 'billing_error', 'no credit'), 'quota_exceeded'],
  ] as const)('%j is %s', async (fault, code) => {
    const { chat, fake } = await anthropic([CALM]);
    fake.fail('messages', fault);
    expect(await failureOf(askFor(chat, schema, question()))).toMatchObject({ code });
  });
});

describe('JSON for and from models', () => {
  it('is asked for without bounds, in closed objects', () => {
    expect(jsonSchemaOf(z.object({ format: z.string().min(2), n: z.int().min(1).max(9) }))).toEqual({
      type: 'object',
      properties: { format: { type: 'string' }, n: { type: 'integer' } },
      required: ['format', 'n'],
      additionalProperties: false,
    });
  });

  it('is found between fences and words, and checked', () => {
    const json = z.object({ a: z.number() });
    expect(readJson('```\n{"a": 1}\n```', json)).toEqual({ value: { a: 1 } });
    expect(readJson('Here it is: {"a": 1} as you wished.', json)).toEqual({ value: { a: 1 } });
    expect(readJson('{"a": "1"}', json)).toMatchObject({ complaint: expect.stringContaining('a') as string });
    expect(readJson('no', json)).toEqual({ complaint: 'it is no JSON' });
  });
});

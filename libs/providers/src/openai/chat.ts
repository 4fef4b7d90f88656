import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { ChatModel, Question, Reply } from '../chat/chat.js';
import { inWords, jsonSchemaOf, readJson } from '../chat/chat.js';
import type { HttpClient } from '../http/client.js';
import { openAiClient } from './provider.js';
import type { OpenAiOptions } from './provider.js';

export type OpenAiChatOptions = Pick<OpenAiOptions, 'key' | 'baseUrl' | 'prices' | 'limits'> & {
  model: string;
  /** OpenAI wants `max_completion_tokens`, Ollama knows only `max_tokens`. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens';
};

const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** From the one that binds most to the one every server knows. */
const FORMS = ['json_schema', 'json_object', 'text'] as const;
type Form = (typeof FORMS)[number];

/** Chat with OpenAI and servers that speak as it does. What a server cannot do is found out once. */
export class OpenAiChat implements ChatModel {
  readonly #http: HttpClient;
  /** Index of the first form the server has not refused. */
  #form = 0;

  constructor(private readonly options: OpenAiChatOptions) {
    this.#http = openAiClient(options);
  }

  ask(question: Question): Promise<Reply> {
    return this.#complete(question, {});
  }

  async askFor<T>(schema: z.ZodType<T>, question: Question): Promise<Reply & { value: T }> {
    for (; ; this.#form++) {
      const form = FORMS[this.#form]!;
      try {
        const reply = await this.#complete(asked(question, schema, form), formatOf(schema, form));
        return { ...reply, value: readJson(reply.text, schema, `openai: ${this.options.model}`) };
      } catch (error) {
        // A form the server does not know is refused before any work, and costs nothing.
        const refused = error instanceof PipelineFailure && error.code === 'invalid_input';
        if (!refused || form === 'text' || !/response_format|json_schema|json_object|schema/i.test(error.message))
          throw error;
      }
    }
  }

  async #complete(question: Question, format: Record<string, unknown>): Promise<Reply> {
    const { model, baseUrl, maxTokensField = 'max_completion_tokens' } = this.options;
    const { body } = await this.#http.json(`${baseUrl}/chat/completions`, {
      ...{ method: 'POST', signal: question.signal, paid: true, answerMs: 300_000, doing: `a question to ${model}` },
      json: { model, messages: messagesOf(question), [maxTokensField]: question.maxTokens, ...format },
    });
    const answer = completion.safeParse(body);
    if (!answer.success) throw new PipelineFailure('bad_answer', `openai: ${model} gave an answer that makes no sense`);
    const { choices, usage } = answer.data;
    const { message, finish_reason } = choices[0]!;
    if (message.refusal || finish_reason === 'content_filter') {
      const words = this.#http.clean(message.refusal ?? message.content ?? 'the answer was filtered');
      throw new PipelineFailure('moderated', `openai: ${model} refused: ${words}`);
    }
    if (finish_reason === 'length')
      throw new PipelineFailure('bad_answer', `openai: ${model} was cut off after ${question.maxTokens} tokens`);
    const counted = { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
    return {
      text: message.content ?? '',
      usage: counted,
      microDollars: usage ? this.options.prices.ofTokens('openai', model, counted) : undefined,
    };
  }
}

const asked = (question: Question, schema: z.ZodType, form: Form): Question =>
  form === 'json_schema' ? question : { ...question, prompt: `${question.prompt}\n\n${inWords(schema)}` };

function formatOf(schema: z.ZodType, form: Form): Record<string, unknown> {
  if (form === 'text') return {};
  if (form === 'json_object') return { response_format: { type: form } };
  const json_schema = { name: 'answer', strict: true, schema: jsonSchemaOf(schema) };
  return { response_format: { type: form, json_schema } };
}

function messagesOf({ system, prompt, images = [] }: Question) {
  const shown = images.map(({ mime, base64 }) => ({
    type: 'image_url',
    image_url: { url: `data:${mime};base64,${base64}` },
  }));
  const content = shown.length > 0 ? [{ type: 'text', text: prompt }, ...shown] : prompt;
  return [...(system ? [{ role: 'system', content: system }] : []), { role: 'user', content }];
}

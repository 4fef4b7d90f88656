import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { ChatModel, Completion, Question, Turn } from '../chat/chat.js';
import { askedInWords, jsonSchemaOf } from '../chat/chat.js';
import type { HttpClient } from '../http/client.js';
import type { Prices } from '../prices/prices.js';
import { openAiClient } from './client.js';
import type { OpenAiServer } from './client.js';

export interface OpenAiChatOptions extends OpenAiServer {
  model: string;
  prices: Prices;
}

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

/** OpenAI has given the limit another name; most servers that speak as it does know only the old one. */
const LIMIT_FIELDS = ['max_tokens', 'max_completion_tokens'] as const;

/** Chat with OpenAI and servers that speak as it does. What a server cannot do is found out once. */
export class OpenAiChat implements ChatModel {
  readonly name: string;
  readonly #http: HttpClient;
  /** The first form the server has not refused. */
  #form = 0;
  #limitField: (typeof LIMIT_FIELDS)[number];
  #limitRefused = false;

  constructor(private readonly options: OpenAiChatOptions) {
    this.name = `openai: ${options.model}`;
    this.#http = openAiClient(options);
    const own = new URL(options.baseUrl).hostname.endsWith('openai.com');
    this.#limitField = LIMIT_FIELDS[own ? 1 : 0];
  }

  async complete(question: Question, schema: z.ZodType): Promise<Completion> {
    for (;;) {
      const form = FORMS[this.#form]!;
      try {
        const asked = form === 'json_schema' ? question : askedInWords(question, schema);
        return await this.#complete(asked, formatOf(schema, form));
      } catch (error) {
        if (!this.#yields(error, form)) throw error;
      }
    }
  }

  /** What the server does not know is refused before any work, and costs nothing: it is asked in another way. */
  #yields(error: unknown, form: Form): boolean {
    if (!(error instanceof PipelineFailure) || error.code !== 'invalid_input') return false;
    if (!this.#limitRefused && /max_(?:completion_)?tokens/i.test(error.message)) {
      this.#limitRefused = true;
      this.#limitField = LIMIT_FIELDS[1 - LIMIT_FIELDS.indexOf(this.#limitField)]!;
      return true;
    }
    if (form === 'text' || !/response_format|json_schema|json_object|schema/i.test(error.message)) return false;
    this.#form = Math.max(this.#form, FORMS.indexOf(form) + 1);
    return true;
  }

  async #complete(question: Question, format: Record<string, unknown>): Promise<Completion> {
    const { model, baseUrl } = this.options;
    const { body } = await this.#http.json(`${baseUrl}/chat/completions`, {
      ...{ method: 'POST', signal: question.signal, paid: true, answerMs: 600_000, doing: `a question to ${model}` },
      ...(question.requestId !== undefined && { headers: { 'x-client-request-id': question.requestId } }),
      json: { model, messages: messagesOf(question), [this.#limitField]: question.maxTokens, ...format },
    });
    const answer = completion.safeParse(body);
    if (!answer.success) throw new PipelineFailure('bad_answer', `${this.name} gave an answer that makes no sense`);
    const { choices, usage } = answer.data;
    const { message, finish_reason } = choices[0]!;
    const counted = { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
    const cost = {
      usage: counted,
      microDollars: usage ? this.options.prices.ofTokens('openai', model, counted) : undefined,
    };
    if (message.refusal || finish_reason === 'content_filter') {
      const words = this.#http.clean(message.refusal ?? message.content ?? 'the answer was filtered');
      return { ...cost, text: words, ended: 'refused' };
    }
    return { ...cost, text: message.content ?? '', ended: finish_reason === 'length' ? 'cut_off' : 'whole' };
  }
}

function formatOf(schema: z.ZodType, form: Form): Record<string, unknown> {
  if (form === 'text') return {};
  if (form === 'json_object') return { response_format: { type: form } };
  const json_schema = { name: 'answer', strict: true, schema: jsonSchemaOf(schema) };
  return { response_format: { type: form, json_schema } };
}

const messagesOf = ({ system, turns }: Question) => [{ role: 'system', content: system }, ...turns.map(messageOf)];

function messageOf({ role, text, images = [] }: Turn) {
  const shown = images.map(({ mime, base64 }) => ({
    type: 'image_url',
    image_url: { url: `data:${mime};base64,${base64}` },
  }));
  return { role, content: shown.length > 0 ? [{ type: 'text', text }, ...shown] : text };
}

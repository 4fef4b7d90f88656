import { randomUUID } from 'node:crypto';
import { FakeServer } from '../fakes/server.js';
import type { Asked, Reply } from '../fakes/server.js';

interface FakeAnthropicOptions {
  key: string;
  /** What every question is answered with, as text or as the input of the tool asked for; default an echo. */
  says?: unknown;
}

interface Body {
  model: string;
  max_tokens?: number;
  messages: { content: { type: string; text?: string }[] }[];
  tool_choice?: { name: string };
}

/** Anthropic's messages. */
export class FakeAnthropic extends FakeServer {
  constructor(private readonly options: FakeAnthropicOptions) {
    super();
  }

  protected override placeOf({ path }: Asked): string {
    return path === '/v1/messages' ? 'messages' : path;
  }

  protected override async answer(asked: Asked): Promise<Reply> {
    const { headers, path } = asked;
    if (headers['x-api-key'] !== this.options.key)
      return anthropicError(401, 'authentication_error', `invalid x-api-key ${headers['x-api-key']}`);
    if (!headers['anthropic-version'])
      return anthropicError(400, 'invalid_request_error', 'anthropic-version: required');
    if (path !== '/v1/messages') return anthropicError(404, 'not_found_error', path);
    const { model, max_tokens, messages, tool_choice } = JSON.parse(asked.body.toString()) as Body;
    if (!max_tokens) return anthropicError(400, 'invalid_request_error', 'max_tokens: Field required');
    const prompt = messages
      .at(-1)!
      .content.map(({ text }) => text ?? '')
      .join('');
    const id = randomUUID();
    this.bill.push({ id, model, microDollars: 1_000 });
    const usage = { input_tokens: 100, output_tokens: 50, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
    const answer = { id, type: 'message', role: 'assistant', model, usage };
    if (prompt.includes('forbidden'))
      return {
        body: { ...answer, stop_reason: 'refusal', content: [{ type: 'text', text: 'I will not help with that.' }] },
      };
    const said = this.options.says ?? `You said: ${prompt}`;
    const content = tool_choice
      ? [{ type: 'tool_use', id: 't', name: tool_choice.name, input: said }]
      : [{ type: 'text', text: typeof said === 'string' ? said : JSON.stringify(said) }];
    return { body: { ...answer, content, stop_reason: tool_choice ? 'tool_use' : 'end_turn' } };
  }
}

export const anthropicError = (status: number, type: string, message: string, details?: unknown): Reply => ({
  status,
  body: { type: 'error', error: { type, message, ...(details !== undefined && { details }) }, request_id: 'req_1' },
});

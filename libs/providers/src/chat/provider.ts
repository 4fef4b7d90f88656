import { randomUUID } from 'node:crypto';
import { PipelineFailure } from '#pipeline';
import type { FailureCode } from '#pipeline';
import { ANSWERS, TEXT_STEPS, isTextStep, promptCount } from '#steps';
import type { Answer, TextStep } from '#steps';
import { fileOn } from '../http/outputs.js';
import { JobFailure } from '../port.js';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '../port.js';
import type { Prices } from '../prices/prices.js';
import { outputsOf, written } from '../text/outputs.js';
import type { Written } from '../text/outputs.js';
import { AnswerFailure, askFor } from './asking.js';
import type { ChatModel, Question } from './chat.js';
import { shown } from './picture.js';
import { SYSTEM, TASKS } from './tasks.js';

export interface ChatProviderOptions {
  id: string;
  models: readonly string[];
  chat(model: string): ChatModel;
  prices: Prices;
  /** See `Provider`. */
  probe?: (signal: AbortSignal) => Promise<string>;
}

/** Characters of a token, roughly. */
const TOKEN_LENGTH = 3.2;
/** The instructions and the form of the answer. */
const FRAME_TOKENS = 700;
const PICTURE_TOKENS = 1_600;
/** Models that think count it as part of the answer. */
const MOST_TOKENS = 32_000;

/** What a finished question left: kept with the job, so that a worker that takes over has the answer too. */
interface Done {
  written?: Written;
  failure?: { code: FailureCode; message: string };
  microDollars?: number;
}

/**
 * The text steps by language models. There is no queue: the answer to the request is the result, so `submit` waits for
 * it. Once it is there it is part of the job; a question whose answer was lost cannot be asked about.
 */
export class ChatProvider implements Provider {
  readonly id: string;
  readonly probe?: (signal: AbortSignal) => Promise<string>;
  readonly #models = new Map<string, ChatModel>();

  constructor(private readonly options: ChatProviderOptions) {
    this.id = options.id;
    if (options.probe) this.probe = options.probe;
  }

  async capabilities(): Promise<Capability[]> {
    const { models, prices } = this.options;
    return models
      .filter((model) => prices.served(this.id, model))
      .flatMap((model) =>
        TEXT_STEPS.map((step): Capability => {
          const microDollars = this.#perUnit(step, model);
          const offer = { step, model, title: `${model}, ${step.replaceAll('_', ' ')}` };
          return {
            ...offer,
            resource: 'remote',
            version: '1',
            ports: ['image'],
            ...(microDollars !== undefined && { microDollars }),
          };
        }),
      );
  }

  quote({ step, model, config, inputs }: Work): number | undefined {
    if (!isTextStep(step)) return undefined;
    const { prices } = this.options;
    if (step === 'prompt_enhance' && prices.unit(this.id, model, 'prompt') !== undefined)
      return prices.of(this.id, model, promptCount(config), 'prompt');
    const given = JSON.stringify([config, inputs]).length / TOKEN_LENGTH;
    const picture = step === 'vision' ? PICTURE_TOKENS : 0;
    const inputTokens = FRAME_TOKENS + picture + given;
    return prices.ofTokens(this.id, model, { inputTokens, outputTokens: TASKS[step].tokens(config) });
  }

  async submit(work: Work, ctx: WorkContext): Promise<ProviderJob> {
    if (!isTextStep(work.step))
      throw new PipelineFailure('unsupported', `${this.id}: ${work.model} cannot run "${work.step}"`);
    const state = await this.#answer(work.step, work, ctx);
    return { provider: this.id, id: randomUUID(), work, state: { ...state } };
  }

  async *attach({ state }: ProviderJob, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
    const { written: made, failure, microDollars } = (state ?? {}) as Done;
    if (microDollars !== undefined) yield { type: 'cost', microDollars };
    if (failure) throw new JobFailure(failure.code, failure.message);
    if (!made) throw new JobFailure('outcome_unknown', `${this.id} keeps no answers, and this one was lost`);
    yield* outputsOf(made, ctx);
  }

  /** It is done already: the context's signal has stopped what was not. */
  async cancel(): Promise<void> {}

  async find(): Promise<'unknown'> {
    return 'unknown';
  }

  async #answer<Step extends TextStep>(step: Step, work: Work, ctx: WorkContext): Promise<Done> {
    const { judge, tidy } = TASKS[step];
    const question = await questionOf(step, work, ctx);
    const { config } = work;
    try {
      const schema = ANSWERS[step];
      const asked = await askFor<Answer<Step>>(this.#model(work.model), schema as never, question, (value) =>
        judge?.(value as never, config),
      );
      const { value, microDollars } = asked;
      const made = written(step, tidy ? (tidy(value as never, config) as Answer<Step>) : value);
      return { written: made, ...(microDollars !== undefined && { microDollars }) };
    } catch (error) {
      // It was paid for, so it is a job that came to nothing, and no request that was refused.
      if (!(error instanceof AnswerFailure)) throw error;
      const { code, message, spent } = error;
      return { failure: { code, message }, ...(spent !== undefined && { microDollars: spent }) };
    }
  }

  #model(name: string): ChatModel {
    const known = this.#models.get(name) ?? this.options.chat(name);
    this.#models.set(name, known);
    return known;
  }

  /** Of one unit of a step as its type counts them, with nothing much as input. */
  #perUnit(step: TextStep, model: string): number | undefined {
    const { prices } = this.options;
    const listed = step === 'prompt_enhance' ? prices.unit(this.id, model, 'prompt') : undefined;
    const one = { count: 1, shots: 1, variations_per_prompt: 1 };
    const inputTokens = FRAME_TOKENS + (step === 'vision' ? PICTURE_TOKENS : 0);
    return listed ?? prices.ofTokens(this.id, model, { inputTokens, outputTokens: TASKS[step].tokens(one) });
  }
}

async function questionOf(step: TextStep, work: Work, ctx: WorkContext): Promise<Question> {
  const text = await TASKS[step].ask(work, ctx);
  const seen = work.inputs.image !== undefined ? [fileOn(work, 'image')] : [];
  const images = await Promise.all(seen.map(async (file) => shown(await ctx.open(file))));
  const maxTokens = Math.min(MOST_TOKENS, Math.ceil(2_000 + 3 * TASKS[step].tokens(work.config)));
  const { signal, requestId } = ctx;
  return { system: SYSTEM, turns: [{ role: 'user', text, images }], maxTokens, signal, requestId };
}

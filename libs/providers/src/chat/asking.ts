import type { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { ChatModel, Completion, Question } from './chat.js';
import { readJson } from './chat.js';

/** An answer that was paid for and is of no use, or a question that failed after others were paid for. */
export class AnswerFailure extends PipelineFailure {
  /** What was spent on it; undefined where the price is not known. */
  spent: number | undefined;
}

export interface Answered<T> {
  value: T;
  microDollars: number | undefined;
}

/** What is wrong with an answer that has the right form. */
export type Judge<T> = (value: T) => string | undefined;

/**
 * Asks for an answer that fits the schema. An answer that was cut off is asked for once more with room for twice as
 * much; of one that does not fit, the model is told what is wrong, once.
 * @throws AnswerFailure `moderated` with the words of the refusal, `bad_answer`, or what the second question failed with
 */
export async function askFor<T>(
  model: ChatModel,
  schema: z.ZodType<T>,
  question: Question,
  judge: Judge<T> = () => undefined,
): Promise<Answered<T>> {
  const first = await model.complete(question, schema);
  const read = judged(first, schema, judge, model);
  if ('value' in read) return { value: read.value, microDollars: first.microDollars };
  const again = await model.complete(asked(question, first, read.complaint), schema).catch((error: unknown) => {
    throw error instanceof PipelineFailure ? failed(error.code, error.message, first.microDollars) : error;
  });
  const spent = sum(first.microDollars, again.microDollars);
  const repaired = judged(again, schema, judge, model, first.microDollars);
  if ('value' in repaired) return { value: repaired.value, microDollars: spent };
  throw failed('bad_answer', `${model.name} did not answer in the form asked for: ${repaired.complaint}`, spent);
}

function judged<T>(
  completion: Completion,
  schema: z.ZodType<T>,
  judge: Judge<T>,
  model: ChatModel,
  before = 0 as number | undefined,
) {
  if (completion.ended === 'refused')
    throw failed('moderated', `${model.name} refused: ${completion.text}`, sum(before, completion.microDollars));
  if (completion.ended === 'cut_off') return { complaint: 'it was cut off' };
  const read = readJson(completion.text, schema);
  if ('complaint' in read) return read;
  const complaint = judge(read.value);
  return complaint === undefined ? read : { complaint };
}

/** The question once more: with more room, or with what was wrong. */
function asked(question: Question, { ended, text }: Completion, complaint: string): Question {
  if (ended === 'cut_off') return { ...question, maxTokens: question.maxTokens * 2 };
  const told = `That cannot be used: ${complaint.slice(0, 2_000)}\nGive the whole answer again, with this put right.`;
  const said = text.trim() === '' ? [] : [{ role: 'assistant' as const, text }];
  return { ...question, turns: [...question.turns, ...said, { role: 'user', text: told }] };
}

function failed(code: PipelineFailure['code'], message: string, spent: number | undefined): AnswerFailure {
  const failure = new AnswerFailure(code, message);
  failure.spent = spent;
  return failure;
}

const sum = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a + b);

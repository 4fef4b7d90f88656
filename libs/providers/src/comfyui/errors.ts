import { PipelineFailure } from '#pipeline';
import type { FailureCode } from '#pipeline';
import { JobFailure } from '../port.js';

interface NodeProblem {
  type: string;
  message: string;
  details: string;
  extra_info?: { input_name?: string; input_config?: unknown; received_value?: unknown };
}

/** What `/prompt` answers; with a good and a bad output it takes the prompt, drops the bad one and tells it here. */
export interface PromptAnswer {
  prompt_id?: string;
  error?: { type: string; message: string; details?: string } | string;
  node_errors?: Record<string, { class_type: string; errors: NodeProblem[] }>;
}

const MOST_TOLD = 3;
const MOST_CHARS = 600;

/** No answer, or one that makes no sense: it is down, starts, or something stands between. */
export function unavailable(url: string, error: unknown): PipelineFailure {
  return new PipelineFailure('provider_unavailable', `ComfyUI at ${url}: ${reason(error)}`, undefined, {
    cause: error,
  });
}

/** `fetch failed` says nothing; what caused it does. */
function reason(error: unknown): string {
  if (typeof error === 'string') return error;
  const { name, message, cause } = error as {
    name?: string;
    message?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.code ?? cause?.message ?? message ?? 'no answer';
}

/** Who said it: what a server says may repeat its password. */
interface Speaker {
  url: string;
  hide: (text: string) => string;
}

/** Why a prompt was refused, whole or in part; undefined where it was not. */
export function refusalOf({ url, hide }: Speaker, answer: PromptAnswer): PipelineFailure | undefined {
  const refused = (code: FailureCode, words: string) =>
    new PipelineFailure(code, clip(hide(`ComfyUI at ${url} ${words}`.trim())));
  const problems = Object.entries(answer.node_errors ?? {}).flatMap(([id, node]) =>
    node.errors.map((problem) => ({ ...problem, id, class_type: node.class_type })),
  );
  const model = problems.find(
    ({ type, extra_info }) => type === 'value_not_in_list' && isModel(extra_info?.input_name),
  );
  if (model) return refused('model_not_found', `does not have the model: ${model.details}`);
  if (problems.length > 0) {
    const told = problems
      .slice(0, MOST_TOLD)
      .map(({ id, class_type, message, details }) => `node ${id} (${class_type}): ${message}: ${details}`);
    return refused('invalid_input', `refused the workflow: ${told.join('; ')}`);
  }
  if (answer.error === undefined) return undefined;
  const {
    type,
    message,
    details = '',
  } = typeof answer.error === 'string' ? { type: '', message: answer.error } : answer.error;
  const code = type === 'missing_node_type' ? 'unsupported' : 'invalid_input';
  return refused(code, `refused the workflow: ${message} ${details}`);
}

/** Whether the refusal is about a file that was uploaded and is gone. */
export function lostItsFile(answer: PromptAnswer): boolean {
  return Object.values(answer.node_errors ?? {}).some(({ errors }) =>
    errors.some(({ type }) => type === 'custom_validation_failed'),
  );
}

const isModel = (input: string | undefined) => input !== undefined && /_name\d*$/.test(input);

/** What a prompt that failed says in its last message. */
export function executionFailure({ url, hide }: Speaker, message: Record<string, unknown>): JobFailure {
  const field = (name: string) => {
    const value = message[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const [type, text] = [field('exception_type'), field('exception_message')];
  const words = clip(hide(`ComfyUI at ${url}, node ${field('node_id')} (${field('node_type')}): ${type}: ${text}`));
  const outOfMemory = /OutOfMemory/.test(type) || /out of memory|can't allocate memory/i.test(text);
  return new JobFailure(outOfMemory ? 'out_of_memory' : 'media_failed', words);
}

const clip = (text: string) => (text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text);

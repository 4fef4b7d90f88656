import type { Output, Pipeline } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';

/** Something written that a step made. */
export interface Text {
  step: string;
  task: string;
  text: string;
}

/** Longer ones are read in their files. */
const MOST_BYTES = 20_000;
const MOST_TEXTS = 12;

/**
 * The texts among the outputs of some steps, as the pipeline's files hold them. One that has gone meanwhile is left
 * out: what is shown besides says where it was.
 */
export async function textsOf({ api }: Connection, pipeline: Pipeline, steps: readonly string[]): Promise<Text[]> {
  const wanted = pipeline.outputs.filter((output) => isText(output) && steps.includes(output.step_id));
  const texts: Text[] = [];
  for (const { step_id, task_id, digest } of wanted.slice(0, MOST_TEXTS)) {
    const { body } = await api.bytes(digest, 0);
    texts.push({ step: step_id, task: task_id, text: (await new Response(body).text()).trim() });
  }
  return texts;
}

const isText = ({ type, bytes }: Output) => (type === 'text' || type === 'json') && bytes <= MOST_BYTES;

/** With the name of the task where there are several. Pure. */
export function textLines(texts: readonly Text[]): string[] {
  return texts.flatMap(({ task, text }) => ['', ...(texts.length > 1 ? [`${task}:`] : []), ...text.split('\n')]);
}

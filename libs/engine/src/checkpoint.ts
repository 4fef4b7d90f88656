import type { Inputs, Plan, PipelineDefinition, PortValue } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { KnownResult, KnownResults } from './known.js';
import type { PipelineRecord } from './records.js';
import type { Store } from './store.js';

/**
 * A checkpoint outside of Redis is text, one JSON object a line: a header, then a line for each finished task. The bytes
 * that results refer to by digest travel beside it.
 */
export interface CheckpointHeader {
  reelwright: 'checkpoint';
  version: 1;
  pipeline: string;
  /** Place in the commit log; absent for all of it. */
  checkpoint?: number;
  definition: PipelineDefinition;
  inputs: Inputs;
  plan: Plan;
}

export interface CheckpointResult {
  task: string;
  /** Action key; empty where the work had none. */
  key: string;
  outputs: Record<string, PortValue>;
  facts?: Record<string, unknown>;
}

/** Results handed on at a time. */
const CHUNK = 500;

/** The lines of a checkpoint, each with its line feed. */
export async function* checkpointLines(
  store: Store,
  known: KnownResults,
  { id, definition, inputs }: PipelineRecord,
  seq?: number,
): AsyncGenerator<string> {
  const header: CheckpointHeader = {
    ...{ reelwright: 'checkpoint', version: 1, pipeline: id },
    ...(seq !== undefined && { checkpoint: seq }),
    ...{ definition, inputs, plan: await store.plan(id) },
  };
  yield `${JSON.stringify(header)}\n`;
  for await (const results of known.of(id, seq)) {
    for (const { task, key, outputs, facts } of results)
      yield `{"task":${JSON.stringify(task)},"key":"${key}","outputs":${outputs}${facts === '' ? '' : `,"facts":${facts}`}}\n`;
  }
}

/** Throws `invalid_input` for what is no checkpoint. */
export function parseCheckpointHeader(line: string | undefined): CheckpointHeader {
  const header = parsed(line) as Partial<CheckpointHeader> | undefined;
  if (header?.reelwright !== 'checkpoint' || !header.definition || !header.plan)
    throw new PipelineFailure('invalid_input', 'this is not a checkpoint: its first line does not say so');
  if (header.version !== 1)
    throw new PipelineFailure('invalid_input', `this is a checkpoint of version ${header.version}; 1 can be read here`);
  return header as CheckpointHeader;
}

/** Throws `invalid_input` for a line that is no result. */
export function parseCheckpointResult(line: string): CheckpointResult {
  const result = parsed(line) as Partial<CheckpointResult> | undefined;
  if (typeof result?.task !== 'string' || typeof result.outputs !== 'object')
    throw new PipelineFailure('invalid_input', `this line of the checkpoint is no result: ${line.slice(0, 80)}`);
  return { key: '', ...result } as CheckpointResult;
}

/** Results whose bytes are there, for `Submitter.createFrom`. */
export async function* importedResults(
  lines: AsyncIterable<string>,
  usable: (outputs: Record<string, PortValue>) => Promise<boolean>,
): AsyncGenerator<KnownResult[]> {
  let chunk: KnownResult[] = [];
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const { task, key, outputs, facts } = parseCheckpointResult(line);
    if (!(await usable(outputs))) continue;
    chunk.push({ task, key, outputs: JSON.stringify(outputs), facts: facts ? JSON.stringify(facts) : '' });
    if (chunk.length === CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  yield chunk;
}

function parsed(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Workflow } from '../gateway/api.js';

export interface WorkflowFlags {
  name?: string;
  manifest?: string;
}

/** ComfyUI workflows of one's own: take one in, list them, show or remove one. */
export async function workflow(context: Context, action: string, what: string, flags: WorkflowFlags): Promise<number> {
  const act = ACTIONS[action];
  if (!act) {
    throw usageError(`"workflow" cannot "${action}".`, `Say one of: ${Object.keys(ACTIONS).join(', ')}.`);
  }
  if (action !== 'list' && what === '')
    throw usageError(`Which workflow should it ${action}?`, 'Name it, such as: reelwright workflow add my.json');
  return act(context, what, flags);
}

type Act = (context: Context, what: string, flags: WorkflowFlags) => Promise<number>;

const ACTIONS: Record<string, Act> = { add, list, show, remove };

async function add(context: Context, file: string, { name = basename(file, '.json'), manifest }: WorkflowFlags) {
  const body = {
    name,
    workflow: await readJson(file),
    ...(manifest !== undefined && { manifest: await readJson(manifest) }),
  };
  return context.withGateway(async ({ api }) => {
    const added = await api.addWorkflow(body);
    context.terminal.result([`Added ${name}.`, ...described(added)], added);
    return EXIT.ok;
  });
}

async function list(context: Context) {
  return context.withGateway(async ({ api }) => {
    const all = await api.workflows();
    const lines = all.flatMap((entry) => [entry.name, ...described(entry)]);
    context.terminal.result(
      lines.length > 0 ? lines : ['There are none; reelwright workflow add FILE takes one in.'],
      all,
    );
    return EXIT.ok;
  });
}

async function show(context: Context, name: string) {
  return context.withGateway(async ({ api }) => {
    const found = await api.workflow(name);
    context.terminal.result([JSON.stringify(found.manifest ?? found, null, 2)], found);
    return EXIT.ok;
  });
}

async function remove(context: Context, name: string) {
  return context.withGateway(async ({ api }) => {
    await api.removeWorkflow(name);
    context.terminal.result([`Removed ${name}.`], { name });
    return EXIT.ok;
  });
}

interface Shown {
  inputs?: Record<string, { type: string; default?: unknown; required?: boolean }>;
  outputs?: Record<string, string>;
}

function described({ manifest, problem }: Workflow): string[] {
  const { inputs = {}, outputs = {} } = (manifest ?? {}) as Shown;
  const rows = Object.entries(inputs).map(([name, { type, required, default: usual }]) => {
    const more = required ? ', needed' : usual === undefined ? '' : ` (${JSON.stringify(usual)})`;
    return `  takes ${name}: ${type}${more}`;
  });
  const gives = Object.keys(outputs).map((port) => `  gives ${port}`);
  return [...rows, ...gives, ...(problem === undefined ? [] : [`  cannot be run: ${problem}`])];
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw usageError(`${file} can't be read: ${why}.`, 'Export the workflow from ComfyUI again.');
  }
}

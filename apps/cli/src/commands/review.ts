import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Api, Pipeline, Task } from '../gateway/api.js';
import { parseWhole } from '../request/numbers.js';
import { parseSettings } from '../request/changes.js';
import { formatBytes, formatFacts } from '../text/format.js';
import { table } from '../text/table.js';
import { counted } from './watching.js';

const MOST_LISTED = 100;
const MOST_WORDS = 300;

/** The results that wait, each with where to look at it. */
export async function review(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const page = await api.reviews(id, 0, MOST_LISTED);
    const lines = await Promise.all(page.items.map((task) => taskLines(api, task)));
    const more = page.total > page.items.length ? [`… and ${page.total - page.items.length} more`] : [];
    const end = [`Go on with all: reelwright approve ${id}; see also reject and regenerate.`];
    const all = page.total === 0 ? ['Nothing waits for a decision.'] : [...lines.flat(), ...more, ...end];
    context.terminal.result(all, page);
    return EXIT.ok;
  });
}

async function taskLines(api: Api, { id, outputs, versions }: Task): Promise<string[]> {
  const again = versions === 0 ? '' : ` (version ${versions + 1})`;
  const made = await Promise.all(
    outputs.map(async ({ port, type, bytes, facts, digest, url }) => {
      if ((type === 'text' || type === 'json') && bytes <= MOST_WORDS * 4) {
        const { body } = await api.bytes(digest, 0);
        return `  ${port}: ${(await new Response(body).text()).trim().replaceAll('\n', '\n    ').slice(0, MOST_WORDS)}`;
      }
      const about = [formatFacts(facts), formatBytes(bytes)].filter(Boolean).join(', ');
      return `  ${port}: ${type}, ${about}: ${api.link(url)}`;
    }),
  );
  return [`${id}${again}`, ...made];
}

/** All that wait, those of steps, or some. */
export async function approve(context: Context, id: string, what: readonly string[]): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const steps = what.length > 0 ? byStep(what) : await waitingSteps(api, id);
    if (steps.size === 0) throw usageError(`Nothing of pipeline ${id} waits for a decision.`, 'See: reelwright status');
    let pipeline: Pipeline | undefined;
    for (const [step, tasks] of steps)
      pipeline = await api.approve(id, step, tasks.includes(step) ? {} : { task_ids: tasks });
    told(context, pipeline!, 'Approved. What depends on it goes on');
    return EXIT.ok;
  });
}

export async function reject(context: Context, id: string, tasks: readonly string[]): Promise<number> {
  return context.withGateway(async ({ api }) => {
    let pipeline: Pipeline | undefined;
    for (const [step, ids] of byStep(tasks)) pipeline = await api.reject(id, step, { task_ids: ids });
    told(context, pipeline!, 'Rejected. What needs it is left out');
    return EXIT.ok;
  });
}

export async function choose(context: Context, id: string, tasks: readonly string[]): Promise<number> {
  return context.withGateway(async ({ api }) => {
    let pipeline: Pipeline | undefined;
    for (const [step, ids] of byStep(tasks)) pipeline = await api.choose(id, step, { task_ids: ids });
    told(context, pipeline!, 'Chosen. What waited beside them is left out');
    return EXIT.ok;
  });
}

/** Without numbers what there is to choose from. */
export async function pick(context: Context, id: string, task: string, numbers: readonly string[]): Promise<number> {
  return context.withGateway(async ({ api }) => {
    if (numbers.length > 0) {
      const chosen = numbers.map((text) => parseWhole('candidate', text));
      told(context, await api.pick(id, task, { candidates: chosen }), 'Chosen. It goes on');
      return EXIT.ok;
    }
    const { items } = await api.candidates(id, task);
    const rows = items.map(({ index, score, chosen, url }) => [
      ...[String(index), score === undefined ? '' : String(score), chosen ? 'chosen' : '', api.link(url)],
    ]);
    context.terminal.result(table([['', 'score', '', ''], ...rows]), { items });
    return EXIT.ok;
  });
}

export interface RegenerateFlags {
  note?: string;
  set?: string[];
}

export async function regenerate(
  context: Context,
  id: string,
  tasks: readonly string[],
  { note, set = [] }: RegenerateFlags,
): Promise<number> {
  return context.withGateway(async ({ api }) => {
    let pipeline: Pipeline | undefined;
    for (const [step, ids] of byStep(tasks)) {
      const { [step]: config } = parseSettings(set.map((setting) => `${step}.${setting}`));
      const body = { task_ids: ids, ...(note !== undefined && { note }), ...(config && { override_config: config }) };
      pipeline = await api.regenerate(id, step, body);
    }
    told(context, pipeline!, 'It is made anew, and waits again afterwards');
    return EXIT.ok;
  });
}

function told({ terminal }: Context, pipeline: Pipeline, words: string): void {
  const left =
    pipeline.in_review === 0 ? 'Nothing else waits.' : `${counted(pipeline.in_review, 'result')} still waits.`;
  terminal.result([`${words}: reelwright watch ${pipeline.id}. ${left}`], pipeline);
}

/** Steps with their tasks; a step by itself stands for all of its. Pure. */
function byStep(what: readonly string[]): Map<string, string[]> {
  return Map.groupBy(what, (name) => name.replace(/\[.*$/, ''));
}

async function waitingSteps(api: Api, id: string): Promise<Map<string, string[]>> {
  const { steps } = await api.pipeline(id);
  return byStep(steps.filter(({ tasks_in_review }) => tasks_in_review > 0).map((step) => step.id));
}

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.js';
import { CliError, usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { rests, type Api, type Pipeline, type PlanRequest } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { download } from '../gateway/download.js';
import { readText, runRequest, type RunFlags } from '../request/definition.js';
import { deliveryPaths } from '../request/deliveries.js';
import { ideasIn, mainInput, type Idea } from '../request/ideas.js';
import { parseWhole } from '../request/numbers.js';
import { formatMoney, slug } from '../text/format.js';
import { table } from '../text/table.js';
import { counted } from './watching.js';

export interface BatchFlags extends Omit<RunFlags, 'pilot'> {
  template: string;
  field?: string;
  output?: string;
  dryRun?: boolean;
  detach?: boolean;
  /** How many of the ideas are made first. */
  pilot?: string;
  /** How many of the ideas are there already. */
  skip?: string;
}

interface Item {
  idea: Idea;
  number: number;
  request: PlanRequest;
  /** Dollars, by the price list. */
  estimate: number;
}

const LOOK_MS = 1_000;

/** A film of each idea in a file: all are looked at before the first is begun, and each is told of by itself. */
export async function batch(context: Context, file: string, flags: BatchFlags): Promise<number> {
  const { terminal } = context;
  return context.withGateway(async (connection) => {
    if (flags.detach === true && connection.owned) throw nobodyToRunThem();
    const all = await itemsOf(context, connection.api, file, flags);
    const skip = flags.skip === undefined ? 0 : parseWhole('--skip', flags.skip);
    const most = flags.pilot === undefined ? all.length : parseWhole('--pilot', flags.pilot);
    const items = all.slice(skip, skip + most);
    if (flags.dryRun === true) {
      const total = all.slice(skip).reduce((sum, { estimate }) => sum + estimate, 0);
      const lines = [...estimateRows(all.slice(skip)), `${counted(all.length - skip, 'film')}: ${usd(total)}`];
      terminal.result(lines, {
        items: all.map(({ idea, estimate }) => ({ ...idea, estimated_usd: estimate })),
        total_usd: total,
      });
      return EXIT.ok;
    }
    const begun: { item: Item; pipeline: Pipeline }[] = [];
    for (const item of items)
      begun.push({ item, pipeline: await connection.api.create({ ...item.request, run: true }) });
    if (flags.detach === true) {
      const ids = begun.map(({ pipeline }) => pipeline.id);
      terminal.result(
        terminal.mode === 'quiet' ? ids : [`${counted(ids.length, 'film')} on the way: reelwright status --all`],
        { ids },
      );
      return EXIT.ok;
    }
    const ended = await Promise.all(
      begun.map(async ({ item, pipeline }) => ({ item, pipeline: await end(context, connection.api, pipeline.id) })),
    );
    if (flags.output !== undefined)
      for (const one of ended)
        await deliver(context, connection, one.item, one.pipeline, resolve(context.folder, flags.output));
    const rest = all.slice(skip + items.length);
    terminal.result([...endRows(ended), ...restLines(ended, rest, file, skip + items.length)], {
      items: ended.map(({ item, pipeline }) => ({
        name: item.idea.name,
        id: pipeline.id,
        status: pipeline.status,
        cost_actual: pipeline.cost_actual,
      })),
    });
    return ended.every(({ pipeline }) => pipeline.status === 'completed') ? EXIT.ok : EXIT.failed;
  });
}

/** Every idea with what it will cost; a mistake in any of them is told before anything is begun. */
async function itemsOf(context: Context, api: Api, file: string, flags: BatchFlags): Promise<Item[]> {
  const path = resolve(context.folder, file);
  const template = (await api.templates()).find(({ name }) => name === flags.template);
  if (!template) throw usageError(`There is no template "${flags.template}".`, 'See: reelwright templates');
  const ideas = ideasIn(path, readText(path), flags.field ?? mainInput(template.name, template.inputs));
  const { pilot: _pilot, ...rest } = flags;
  const shared = await runRequest(api, { template: template.name }, rest, context.folder);
  const items: Item[] = [];
  for (const [at, idea] of ideas.entries()) {
    const request = { ...shared, inputs: { ...shared.inputs, ...idea.inputs } };
    const { total_usd } = await api.estimate(request);
    items.push({ idea, number: at + 1, request, estimate: total_usd });
  }
  return items;
}

async function end({ interrupted, terminal }: Context, api: Api, id: string): Promise<Pipeline> {
  for (;;) {
    interrupted.throwIfAborted();
    const pipeline = await api.pipeline(id);
    if (rests(pipeline)) {
      if (terminal.mode === 'json') terminal.json({ type: 'item', id, status: pipeline.status });
      return pipeline;
    }
    await delay(LOOK_MS, undefined, { signal: interrupted }).catch(() => {}); // told above
  }
}

/** A folder for each idea, numbered as in the file. */
async function deliver(
  { interrupted }: Context,
  connection: Connection,
  { idea, number }: Item,
  { id, status, output_steps }: Pipeline,
  folder: string,
): Promise<void> {
  if (status !== 'completed') return;
  const path = join(folder, `${String(number).padStart(3, '0')}-${slug(idea.name)}`);
  mkdirSync(path, { recursive: true });
  const outputs = (await Promise.all(output_steps.map((step) => connection.api.outputsOf(id, step)))).flat();
  const paths = deliveryPaths(outputs, { path, folder: true });
  for (const [at, output] of outputs.entries()) await download(connection, output, paths[at]!, { signal: interrupted });
}

const usd = (dollars: number) => formatMoney(dollars * 1e6);
const short = (text: string) => (text.length > 50 ? `${text.slice(0, 49)}…` : text);

const estimateRows = (items: readonly Item[]): string[] =>
  table(items.map(({ number, idea, estimate }) => [String(number), short(idea.name), usd(estimate)]));

type Ended = { item: Item; pipeline: Pipeline };

const endRows = (ended: readonly Ended[]): string[] =>
  table(
    ended.map(({ item, pipeline }) => [
      ...[String(item.number), short(item.idea.name), pipeline.status, formatMoney(pipeline.cost_actual)],
      pipeline.error?.message ?? pipeline.id,
    ]),
  );

/** After a pilot: what the rest will cost, as the first ones really did. */
function restLines(ended: readonly Ended[], rest: readonly Item[], file: string, from: number): string[] {
  if (rest.length === 0) return [];
  const paid = ended.reduce((sum, { pipeline }) => sum + pipeline.cost_actual, 0);
  const listed = rest.reduce((sum, { estimate }) => sum + estimate, 0);
  return [
    `The other ${rest.length}: ${usd(listed)} by the price list, ${formatMoney((paid / Math.max(1, ended.length)) * rest.length)} at what these cost.`,
    `Make them: reelwright batch ${file} --skip ${from}`,
  ];
}

const nobodyToRunThem = (): CliError =>
  new CliError(
    'no_stack',
    'There is no running stack to leave them to: this command’s own would stop with it.',
    EXIT.environment,
    'Start one in another terminal, `reelwright up`, and try again; or leave out --detach.',
  );

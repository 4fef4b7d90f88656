import { dataOf } from '#contracts';
import type { ApiClient, components } from '#contracts';
import type { Charge } from '#testing';
import type { Pipeline } from './experiment.js';

type Task = components['schemas']['TaskDto'];
type Entry = components['schemas']['LedgerEntryDto'];

export interface PaidCheck {
  name: string;
  /** What speaks against it, a few of many. */
  found: string[];
}

export interface Judgement {
  ok: boolean;
  tasks: number;
  delivered: number;
  /** Tasks whose outcome nobody can tell, and how many of them the provider billed. */
  unknown: number;
  unknownBilled: number;
  /** Dollars. */
  billed: number;
  ledger: number;
  greedy: { budget: number; billed: number };
  checks: PaidCheck[];
}

const MOST_FOUND = 8;
const PAGE = 500;

/** Holds what the provider would bill against what was delivered and what the ledger says. */
export async function judge(
  client: ApiClient,
  pipelines: Pipeline[],
  bill: readonly Charge[],
  budgetUsd: number,
): Promise<Judgement> {
  const entries = await ledgerOf(client);
  const films = pipelines.slice(0, -1);
  const greedy = pipelines.at(-1)!;
  const unknown = entries.filter(({ state }) => state === 'unknown');
  const known = new Map(entries.map((entry) => [entry.provider_request_id, entry]));
  const names = new Map(pipelines.map(({ id, name }) => [id, name]));
  const lost = new Set(unknown.map((entry) => promptOf(names.get(entry.pipeline_id), entry.task_id)));
  // Billed, and not used by the run that asked for it: a resume would take it.
  const kept = new Set(entries.filter(isKept).map((entry) => promptOf(names.get(entry.pipeline_id), entry.task_id)));
  const tasks = (
    await Promise.all(
      films.map(async ({ id, name }) =>
        (await tasksOf(client, id)).map((task) => ({ ...task, prompt: promptOf(name, task.id) })),
      ),
    )
  ).flat();
  const undelivered = tasks.filter(({ status, prompt }) => status !== 'done' && !lost.has(prompt) && !kept.has(prompt));
  const owed = bill.filter(({ id }) => known.get(id)?.actual_micro_dollars === undefined);
  const ofGreedy = sum(
    bill.filter(({ prompt }) => prompt?.startsWith('greedy')).map(({ microDollars }) => microDollars),
  );
  const checks: PaidCheck[] = [
    { name: 'every pipeline ended', found: films.filter(({ status }) => status !== 'completed').map(told) },
    {
      name: 'every task is delivered, or its request is on record as unknown',
      found: undelivered.map(({ id, status, error }) => `${id} is ${status}: ${error?.message ?? 'no reason'}`),
    },
    { name: 'nothing was billed twice', found: twice(bill) },
    {
      name: 'every charge is in the ledger with its price, or belongs to a request that is unknown',
      found: owed.filter(({ prompt = '' }) => !lost.has(prompt)).map(({ id, prompt }) => `${id} for "${prompt}"`),
    },
    {
      name: 'the ledger says the same as the bill, request by request',
      found: entries.flatMap((entry) => disagreement(entry, bill)),
    },
    { name: 'nothing is left open', found: entries.filter(isOpen).map(({ request_id }) => request_id) },
    {
      name: 'the budget was not overshot, and was used',
      found:
        greedy.status === 'paused' && ofGreedy <= budgetUsd * 1e6 && greedy.paused_by !== undefined
          ? []
          : [told(greedy)],
    },
  ];
  return {
    ok: checks.every(({ found }) => found.length === 0),
    tasks: tasks.length,
    delivered: tasks.filter(({ status }) => status === 'done').length,
    unknown: unknown.length,
    unknownBilled: owed.length,
    billed: sum(bill.map(({ microDollars }) => microDollars)) / 1e6,
    ledger: sum(entries.map(({ actual_micro_dollars = 0 }) => actual_micro_dollars)) / 1e6,
    greedy: { budget: budgetUsd, billed: ofGreedy / 1e6 },
    checks: checks.map(({ name, found }) => ({ name, found: found.slice(0, MOST_FOUND) })),
  };
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
const told = ({ name, status, cost_actual, paused_by }: Pipeline) =>
  `${name} is ${status} at ${cost_actual} micro-dollars${paused_by ? ` of ${paused_by.limit_usd} dollars` : ''}`;

/** Each picture was asked for by one task, so two charges for one are one too many. */
function twice(bill: readonly Charge[]): string[] {
  const counts = Map.groupBy(bill, ({ prompt }) => prompt);
  return [...counts]
    .filter(([, charges]) => charges.length > 1)
    .map(([prompt, { length }]) => `${length} × "${prompt}"`);
}

/** Pictures are named after pipeline and place: task `picture[17]` of `film 3` asks for `film 3 picture 17`. */
const promptOf = (name: string | undefined, task: string) => `${name} ${task.replace('[', ' ').replace(']', '')}`;

/** Somebody can still find out about it. */
export const isOpen = ({ state, actual_micro_dollars }: Entry): boolean =>
  state === 'intent' || (state === 'submitted' && actual_micro_dollars === undefined);
const isKept = (entry: Entry) => entry.state === 'submitted' && !isOpen(entry);

function disagreement(entry: Entry, bill: readonly Charge[]): string[] {
  if (entry.state === 'unknown' || entry.actual_micro_dollars === undefined) return [];
  const charge = bill.find(({ id }) => id === entry.provider_request_id);
  const billed = charge?.microDollars ?? 0;
  return billed === entry.actual_micro_dollars
    ? []
    : [`${entry.request_id} is ${entry.state} at ${entry.actual_micro_dollars}, and was billed ${billed}`];
}

export async function ledgerOf(client: ApiClient): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const query = { offset: all.length, limit: PAGE };
    const { items } = dataOf(await client.GET('/ledger', { params: { query } }));
    all.push(...items);
    if (items.length < PAGE) return all;
  }
}

async function tasksOf(client: ApiClient, id: string): Promise<Task[]> {
  const params = { path: { id, step_id: 'picture' }, query: { limit: PAGE } };
  return dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params })).items;
}

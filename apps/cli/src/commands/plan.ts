import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Plan } from '../gateway/api.js';
import { runRequest, type RunFlags, sourceOf } from '../request/definition.js';
import { formatDuration, formatMoney } from '../text/format.js';
import { indent, table } from '../text/table.js';

export async function plan(context: Context, name: string, flags: RunFlags): Promise<number> {
  const source = sourceOf(name, context.folder);
  return context.withGateway(async ({ api }) => {
    const planned = await api.plan(await runRequest(api, source, flags, context.folder));
    context.terminal.result(planLines(planned), planned);
    return EXIT.ok;
  });
}

/** What would happen, for people. Pure. */
export function planLines(planned: Plan): string[] {
  return [
    `${planned.name}, seed ${planned.seed}`,
    '',
    ...indent(table(stepRows(planned))),
    '',
    `Time      about ${formatDuration(planned.seconds * 1000)}, decided by ${planned.critical_path.join(' → ')}`,
    `Cost      ${costText(planned)}`,
    ...notesOn(planned),
    '',
    ...bindingLines(planned),
  ];
}

const HEAD = ['group', 'step', 'type', 'tasks', 'there', 'with', 'from', 'to', 'cost', 'after', 'why'];

function stepRows({ steps, groups }: Plan): string[][] {
  const groupOf = new Map(groups.flatMap((ids, at) => ids.map((id) => [id, at + 1] as const)));
  const ordered = [...steps].sort((a, b) => (groupOf.get(a.id) ?? 0) - (groupOf.get(b.id) ?? 0));
  const rows = ordered.map((step) => [
    String(groupOf.get(step.id) ?? ''),
    step.id,
    step.step_type,
    step.tasks === undefined ? '?' : String(step.tasks),
    step.cached === 0 ? '–' : String(step.cached),
    `${step.provider}/${step.model}`,
    formatDuration(step.start_seconds * 1000),
    formatDuration(step.end_seconds * 1000),
    price(step.cost_micro_dollars),
    step.depends_on.join(', ') || '–',
    step.why,
  ]);
  return [HEAD, ...rows];
}

const price = (microDollars: number | undefined) => (microDollars === undefined ? '?' : formatMoney(microDollars));

function costText({ cost_micro_dollars, unpriced }: Plan): string {
  const known = cost_micro_dollars === 0 && unpriced.length === 0 ? 'nothing' : formatMoney(cost_micro_dollars);
  return unpriced.length === 0 ? known : `${known}, and what ${unpriced.join(', ')} cost, which is not known`;
}

function notesOn({ uncounted, groups, steps }: Plan): string[] {
  const there = steps.reduce((sum, step) => sum + step.cached, 0);
  const parallel = groups.filter((ids) => ids.length > 1).map((ids) => ids.join(' + '));
  return [
    ...(parallel.length === 0 ? [] : [`Parallel  ${parallel.join('; ')}`]),
    ...(there === 0 ? [] : [`There     ${there} of the results, made before; they are not made again`]),
    ...steps.flatMap(({ id, failover = [], cost_micro_dollars: cost }) =>
      failover.map(
        (other) =>
          `Failover  ${id} to ${other.provider}/${other.model}: ${price(other.cost_micro_dollars)} instead of ${price(cost)}`,
      ),
    ),
    ...(uncounted.length === 0 ? [] : [`Tasks     of ${uncounted.join(', ')} are counted while it runs`]),
  ];
}

const HOW: Readonly<Record<string, string>> = {
  explicit: 'as written',
  input: 'the input of that name',
  alias: 'the input that means it',
  media: 'the only one of that kind',
  inherited: 'from the step before',
};

function bindingLines({ bindings }: Plan): string[] {
  if (bindings.length === 0) return ['Connections: none'];
  const rows = bindings.map(({ step, field, source, how }) => [`${step}.${field}`, `← ${source}`, HOW[how] ?? how]);
  return ['Connections', ...indent(table(rows))];
}

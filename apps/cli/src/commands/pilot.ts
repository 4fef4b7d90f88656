import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Pilot } from '../gateway/api.js';
import { formatDuration, formatMoney } from '../text/format.js';
import { indent, table } from '../text/table.js';

/** What a pilot really cost and took, and what the rest will. */
export async function pilot(context: Context, id: string): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const quote = await api.pilot(id);
    context.terminal.result(pilotLines(id, quote), quote);
    return EXIT.ok;
  });
}

export async function release(context: Context, id: string, leaveOut: boolean): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const pipeline = await api.release(id, { rest: leaveOut ? 'leave_out' : 'make' });
    const words = leaveOut ? 'Left out: it ends with what the pilot made.' : 'Released: the rest is made.';
    context.terminal.result([`${words} reelwright watch ${id}`], pipeline);
    return EXIT.ok;
  });
}

const STANDS: Record<Pilot['status'], string> = {
  running: 'is being made',
  waiting: 'is made; the rest is held',
  released: 'was released',
  kept: 'was kept, and the rest left out',
};

const dollars = (usd: number | undefined) => (usd === undefined ? '?' : formatMoney(usd * 1e6));

/** For people. Pure. */
function pilotLines(id: string, quote: Pilot): string[] {
  const rows = quote.steps.map(({ step_id, made, listed_usd, measured_usd, measured_seconds }) => [
    ...[step_id, String(made), dollars(listed_usd), dollars(measured_usd)],
    measured_seconds === undefined ? '?' : formatDuration(measured_seconds * 1000),
  ]);
  return [
    `The pilot of ${quote.cells} ${STANDS[quote.status]}.`,
    ...indent(table([['step', 'made', 'listed each', 'cost each', 'took each'], ...rows])),
    `Estimated at first ${dollars(quote.estimated_usd)}, spent ${dollars(quote.spent_usd)}`,
    'The rest, at what the pilot cost:',
    ...indent(quote.rest.steps.map(({ text }) => text)),
    `${dollars(quote.rest.total_usd)} in about ${formatDuration(quote.rest_seconds * 1000)}; ${dollars(quote.total_usd)} in all`,
    ...(quote.status === 'waiting' || quote.status === 'running'
      ? [`Make it: reelwright release ${id}; or end here: reelwright release ${id} --leave-out`]
      : []),
  ];
}

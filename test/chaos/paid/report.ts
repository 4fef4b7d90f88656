import pc from 'picocolors';
import type { PaidResult } from './experiment.js';

/** A run for people. */
export function describePaid(result: PaidResult): string {
  const { faults, greedy, checks } = result;
  const kinds = Object.entries(faults).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${result.ok ? pc.green('✓') : pc.red('✗')} ${pc.bold(`paid, seed ${result.seed}`)}`,
    row('kills', String(result.kills)),
    row('at the provider', kinds.join(', ')),
    row('messages', `${result.webhooks} sent by the provider`),
    row('tasks', `${result.tasks}, ${result.delivered} delivered`),
    row('unknown', `${result.unknown}, of which ${result.unknownBilled} were billed`),
    row('bill', `$${result.billed.toFixed(3)}; the ledger knows $${result.ledger.toFixed(3)}`),
    row('budget', `$${greedy.billed.toFixed(3)} of $${greedy.budget.toFixed(2)} spent by 64 at a time`),
    row('took', `${result.durationSec} s`),
    ...checks.map(({ name, found }) =>
      [`  ${found.length === 0 ? pc.green('✓') : pc.red('✗')} ${name}`, ...found.map((line) => `      ${line}`)].join(
        '\n',
      ),
    ),
  ].join('\n');
}

const row = (name: string, value: string) => `  ${name.padEnd(15)} ${value}`;

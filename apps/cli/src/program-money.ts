import type { Command } from 'commander';
import { budget } from './commands/budget.js';
import { ledger } from './commands/ledger.js';
import { usage } from './commands/usage.js';
import type { Context } from './context.js';
import { described } from './declared.js';

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

const EXAMPLE = 'pmwpxfjctaf95e3e39d';

const budgetCommand = (): Command =>
  described('budget', 'Show what may be spent and is spent, or set it; a pipeline that waits for money goes on.', [
    'budget',
    'budget --day 20',
    'budget --day none',
    `budget ${EXAMPLE} 5.00`,
  ])
    .argument('[pipeline]', 'the pipeline whose budget is meant')
    .argument('[dollars]', 'what it may spend in all, or none for no limit')
    .option('--day <dollars>', 'the most all may spend on a day (UTC), or none')
    .option('--month <dollars>', 'the most all may spend in a month (UTC), or none')
    .option('--pipeline <dollars>', 'the most each pipeline without a budget of its own may spend, or none')
    .option('--key <dollars>', 'the most each key may spend in all, or none');

const usageCommand = (): Command =>
  described('usage', 'Show what was spent by day and model, and how far estimates were off.', [
    'usage',
    'usage --days 7 --json',
  ]).option('--days <number>', 'how many days back', '30');

const ledgerCommand = (): Command =>
  described('ledger', 'List what was paid for, estimate and actual; or say what an unknown request was billed.', [
    'ledger',
    'ledger --json',
    'ledger settle 6f1c2a0e-… --billed 0.35',
    'ledger settle 6f1c2a0e-… --not-billed',
  ])
    .argument('[action]', 'settle (default: list)')
    .argument('[request]', 'the request, as `ledger` names it')
    .option('--billed <dollars>', 'settle: what the provider billed')
    .option('--not-billed', 'settle: the provider never billed it');

/** What things cost and may cost. */
export const MONEY_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [budgetCommand, (context, args, flags) => budget(context, args, flags)],
  [usageCommand, (context, _args, { days }) => usage(context, String(days))],
  [ledgerCommand, (context, args, flags) => ledger(context, args, flags)],
];

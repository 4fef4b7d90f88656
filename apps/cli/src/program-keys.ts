import type { Command } from 'commander';
import { keys } from './commands/keys.js';
import { schedule, type ScheduleFlags } from './commands/schedule.js';
import type { Context } from './context.js';
import { collect, described } from './declared.js';

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

const keysCommand = (): Command =>
  described('keys', 'Make API keys, list them, or revoke one.', [
    'keys create studio --scope run',
    'keys create reviewer --scope review --expires 30d --per-minute 60 --budget 5',
    'keys ls',
    'keys revoke k0f3a91c2b7d4e586',
  ])
    .argument('<action>', 'create, ls or revoke')
    .argument('[what]', 'the name of a new key, or the key to revoke')
    .option('--scope <scope>', 'create: read (default), run, review or admin; may be given several times', collect, [])
    .option('--expires <days>', 'create: open nothing after so many days')
    .option('--per-minute <requests>', 'create: requests a minute (default: 600)')
    .option('--budget <dollars>', 'create: what its pipelines may spend in all');

const scheduleCommand = (): Command =>
  described('schedule', 'Have a pipeline made again and again; list what is set, run, pause, resume or remove it.', [
    'schedule add story_panels --cron "30 7 * * MON-FRI" --timezone Europe/Berlin --input panels=@panels.txt',
    'schedule add my-pipeline.yaml --cron @daily --name nightly --budget 2 --overlap cancel',
    'schedule ls',
    'schedule show sc_0f3a91c2b7d4e586',
    'schedule rm sc_0f3a91c2b7d4e586',
  ])
    .argument('<action>', 'add, ls, show, run, pause, resume or rm')
    .argument('[what]', 'the template or file to add, or the schedule')
    .option('--cron <times>', 'add: minute, hour, day, month and weekday, or @daily and the like')
    .option('--timezone <zone>', 'add: whose clocks are meant (default: those of this machine)')
    .option('--name <name>', 'add: what people call it (default: the template or file)')
    .option('--missed <policy>', 'add: for times that were missed: skip, run_once (default) or run_all')
    .option('--overlap <policy>', 'add: while the run before goes on: allow, skip (default) or cancel')
    .option('--input <name=value>', 'add: an input; may be given several times', collect, [])
    .option('--inputs <file>', 'add: inputs from a file, JSON or YAML')
    .option('--seed <number>', 'add: the same seed for every run')
    .option('--budget <dollars>', 'add: what paid work of each run may cost');

/** Who may use a gateway, and what it does by itself. */
export const KEYS_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [keysCommand, (context, [action, what = ''], flags) => keys(context, action!, what, flags)],
  [
    scheduleCommand,
    (context, [action, what = ''], flags) => schedule(context, action!, what, flags as unknown as ScheduleFlags),
  ],
];

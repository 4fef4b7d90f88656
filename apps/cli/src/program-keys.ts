import type { Command } from 'commander';
import { keys } from './commands/keys.js';
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

/** Who may use a gateway. */
export const KEYS_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [keysCommand, (context, [action, what = ''], flags) => keys(context, action!, what, flags)],
];

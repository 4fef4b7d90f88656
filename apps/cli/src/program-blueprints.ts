import type { Command } from 'commander';
import { blueprints } from './commands/blueprints.js';
import type { Context } from './context.js';
import { collect, described } from './declared.js';

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

const blueprintsCommand = (): Command =>
  described('blueprints', 'Save pipelines under a name, with versions; templates are among them.', [
    'blueprints ls',
    'blueprints save pmwpxfjctaf95e3e39d my-film --param animate.duration=length --note "slower"',
    'blueprints show my-film@2',
    'blueprints export my-film -o my-film.yaml',
    'blueprints import my-film.yaml',
    'run my-film@2 --input scene="a windmill"',
  ])
    .argument('<action>', 'ls, show, save, import, export, rm or undo')
    .argument('[what...]', 'ls: words; save: the pipeline and the name; import: the file; else the blueprint')
    .option('--name <name>', 'save and import: the name (import: default that of the definition)')
    .option('--note <words>', 'save and import: what is new in this version')
    .option('--param <step.setting=input>', 'save and import: a setting that becomes an input', collect, [])
    .option('--bare', 'save: what the pipeline was given is no default')
    .option('--trash', 'ls: what was deleted')
    .option('-o, --output <file>', 'export: where to write it, .yaml or .json (default: print it)');

/** Everything there is. */
export const BLUEPRINT_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [blueprintsCommand, (context, [action = '', ...what], flags) => blueprints(context, action, what, flags)],
];

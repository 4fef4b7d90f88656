import { Command } from 'commander';
import { cancel, pause } from './commands/control.js';
import { status, watch } from './commands/status.js';
import { config } from './commands/config.js';
import { doctor } from './commands/doctor.js';
import { estimate } from './commands/estimate.js';
import { logs } from './commands/logs.js';
import { gc } from './commands/gc.js';
import { batch, type BatchFlags } from './commands/batch.js';
import { make } from './commands/make.js';
import { plan } from './commands/plan.js';
import { queue } from './commands/queue.js';
import { runPipeline, type RunCommandFlags } from './commands/run.js';
import { templates } from './commands/templates.js';
import { workflow } from './commands/workflow.js';
import { up } from './commands/up.js';
import { workers } from './commands/workers.js';
import type { Context, GlobalOptions } from './context.js';
import { collect, described } from './declared.js';
import { exitCodeHelp } from './exit-codes.js';
import { AGAIN_COMMANDS } from './program-again.js';
import { KEYS_COMMANDS } from './program-keys.js';
import { BLUEPRINT_COMMANDS } from './program-blueprints.js';
import { LIBRARY_COMMANDS } from './program-library.js';
import { MONEY_COMMANDS } from './program-money.js';
import { REVIEW_COMMANDS } from './program-review.js';
import { DEFAULT_TEMPLATE } from './request/make-request.js';
import type { RunFlags } from './request/definition.js';

export interface Surroundings {
  version: string;
  /** Made when a command runs, because the flags decide how it speaks. */
  contextFor: (options: GlobalOptions) => Context;
  /** Called with the exit code of the command that ran. */
  onExit: (code: number) => void;
}

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

/** The whole command line; parsing it runs the command. */
export function buildProgram(surroundings: Surroundings): Command {
  const program = new Command('reelwright')
    .description('Turns one request into finished media.')
    .version(surroundings.version, '--version', 'print the version')
    .option('--json', 'one JSON object per line; the last one is the result')
    .option('--quiet', 'print only the result')
    .option('--verbose', 'print what the services say, and where errors come from')
    .option('--url <gateway>', 'use a gateway that runs elsewhere; its key is read from REELWRIGHT_API_KEY')
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText('after', `\nExample:\n  reelwright make "a lighthouse in a storm, synthwave"\n\n${exitCodeHelp()}`);
  const add = (command: Command, action: Action): void => {
    command.action(async () => {
      // The global flags may stand anywhere.
      const context = surroundings.contextFor(program.opts<GlobalOptions>());
      surroundings.onExit(await action(context, command.args, command.opts()));
    });
    program.addCommand(command);
  };
  add(makeCommand(), (context, args, flags) => make(context, args, flags));
  add(runCommand(), (context, [name = ''], flags) => runPipeline(context, name, flags as unknown as RunCommandFlags));
  add(batchCommand(), (context, [file = ''], flags) => batch(context, file, flags as unknown as BatchFlags));
  add(planCommand(), (context, [name = ''], flags) => plan(context, name, flags as unknown as RunFlags));
  add(estimateCommand(), (context, [name = ''], flags) => estimate(context, name, flags as unknown as RunFlags));
  add(statusCommand(), (context, [id], { all }) => status(context, id, all === true));
  add(watchCommand(), (context, [id]) => watch(context, id));
  add(logsCommand(), (context, [id = ''], { follow }) => logs(context, id, follow === true));
  add(pauseCommand(), (context, [id = '']) => pause(context, id));
  for (const [command, action] of AGAIN_COMMANDS) add(command(), action);
  add(cancelCommand(), (context, [id = ''], { discard }) => cancel(context, id, discard === true));
  add(queueCommand(), (context, args, flags) => queue(context, args, flags));
  for (const [command, action] of REVIEW_COMMANDS) add(command(), action);
  for (const [command, action] of MONEY_COMMANDS) add(command(), action);
  for (const [command, action] of LIBRARY_COMMANDS) add(command(), action);
  for (const [command, action] of BLUEPRINT_COMMANDS) add(command(), action);
  for (const [command, action] of KEYS_COMMANDS) add(command(), action);
  add(workersCommand(), (context) => workers(context));
  add(gcCommand(), (context, _args, flags) => gc(context, flags));
  add(workflowCommand(), (context, [action, what = ''], flags) => workflow(context, action!, what, flags));
  add(templatesCommand(), (context, [name]) => templates(context, name));
  add(upCommand(), (context) => up(context));
  add(doctorCommand(), (context) => doctor(context));
  add(configCommand(), (context) => config(context));
  return program;
}

const LANE_HELP = 'interactive, or background: behind all interactive work (default: by the number of tasks)';

const BUDGET_HELP = 'the most that paid work may cost; at that it pauses (default: no limit)';

function makeCommand(): Command {
  return described('make', 'Make a film from a sentence.', [
    'make "a lighthouse in a storm, synthwave"',
    'make "Create a video of a majestic eagle soaring through clouds" -o eagle.mp4 --duration 15 --quality high',
    'make "a paper boat in the rain" --style watercolour --music "solo piano" --aspect 9:16 --seed 7 --open',
  ])
    .argument('<scene...>', 'what the film shows')
    .option('-o, --output <film.mp4>', 'where to write it (default: named after the scene, in this folder)')
    .option('--duration <seconds>', 'from 5 to 30 (default: 10)')
    .option('--music <style>', 'style of the music (default: derived from the scene)')
    .option('--quality <quality>', 'draft, standard or high (default: standard)')
    .option('--style <style>', 'how it is drawn, such as anime or watercolour (default: read from the scene)')
    .option('--aspect <ratio>', 'width to height, such as 9:16 (default: 16:9)')
    .option('--motion <words>', 'how it moves (default: follows the scene)')
    .option('--seed <number>', 'the same seed gives the same film')
    .option('--lane <lane>', LANE_HELP)
    .option('--background', 'the same as --lane background')
    .option('--budget <dollars>', BUDGET_HELP)
    .option('--template <name>', 'another template that ends in a film', DEFAULT_TEMPLATE)
    .option('--open', 'play the film when it is done');
}

const withInputs = (command: Command): Command =>
  command
    .argument(
      '<pipeline>',
      'a definition (.yaml or .json), or the name of a template or a blueprint, such as my-film@2',
    )
    .option(
      '--input <name=value>',
      'an input; lists as JSON, comma separated, or @file with one item a line',
      collect,
      [],
    )
    .option('--inputs <file>', 'inputs from a YAML or JSON file')
    .option('--preset <name>', 'a preset of the template or blueprint to begin with')
    .option('--seed <number>', 'the same seed gives the same result');

function runCommand(): Command {
  const command = described('run', 'Run a pipeline from a file or a template.', [
    'run story_panels --input panels=@story.txt -o panels/',
    'run my-pipeline.yaml --input scene="a windmill" --input duration=8 -o film.mp4',
    'run text_to_animated_image --inputs inputs.yaml --seed 7 --detach',
  ]);
  return withInputs(command)
    .option('--lane <lane>', LANE_HELP)
    .option('--background', 'the same as --lane background')
    .option('--budget <dollars>', BUDGET_HELP)
    .option('--review <step>', 'a step whose results wait for you, or all; may be given several times', collect, [])
    .option('--pilot <cells>', 'make so many of the last step first, with all they need, and hold the rest')
    .option('-o, --output <path>', 'a folder, or a file when there is one output (default: the folder of the pipeline)')
    .option('--detach', 'leave it to the running stack and return at once');
}

const batchCommand = (): Command =>
  described('batch', 'Make a film of each idea in a file: one a line, parts between lines of ---, or JSON lines.', [
    'batch ideas.txt --dry-run',
    'batch ideas.txt --pilot 2 -o films/',
    'batch ideas.jsonl --template music_video --input quality=draft --budget 2 -o films/',
  ])
    .argument('<file>', 'the ideas; in a .jsonl file each line is a text or an object of inputs')
    .option('--template <name>', 'what makes a film of an idea', DEFAULT_TEMPLATE)
    .option('--field <input>', 'the input that a text goes to (default: the first text the template needs)')
    .option('--input <name=value>', 'an input of all of them; may be given several times', collect, [])
    .option('--inputs <file>', 'inputs of all of them, from a file in JSON or YAML')
    .option('--seed <number>', 'the same seed for all of them')
    .option('--lane <lane>', LANE_HELP)
    .option('--background', 'the same as --lane background')
    .option('--budget <dollars>', 'the most that paid work may cost for each of them')
    .option('--dry-run', 'say what they will cost, and make nothing')
    .option('--pilot <count>', 'make so many first, and say what the others would cost at that')
    .option('--skip <count>', 'go on behind so many ideas, those of a pilot')
    .option('-o, --output <folder>', 'a folder with one for each idea (default: the folders of the pipelines)')
    .option('--detach', 'leave them to the running stack and return at once');

const planCommand = (): Command =>
  withInputs(
    described('plan', 'Show what a pipeline would do, how long it takes and what it costs; nothing is run.', [
      'plan complete_video_production --input scene="a lighthouse in a storm"',
      'plan my-pipeline.yaml --json',
    ]),
  );

const estimateCommand = (): Command =>
  withInputs(
    described('estimate', 'Show what a pipeline will cost, step by step; nothing is run or spent.', [
      'estimate music_video --input description="a cyberpunk city at night"',
      'estimate my-pipeline.yaml --json',
    ]),
  );

const statusCommand = (): Command =>
  described('status', 'Show a pipeline with its steps and outputs.', ['status', 'status --all', 'status --json'])
    .argument('[id]', 'the pipeline (default: the latest)')
    .option('--all', 'list all pipelines');

const watchCommand = (): Command =>
  described('watch', 'Watch a pipeline from its beginning to its end.', ['watch', 'watch --json']).argument(
    '[id]',
    'the pipeline (default: the latest)',
  );

const logsCommand = (): Command =>
  described('logs', 'Tell what happened to a pipeline and what was decided: providers, cache, retries, failures.', [
    'logs pmwpxfjctaf95e3e39d',
    'logs pmwpxfjctaf95e3e39d --follow --json',
  ])
    .argument('<id>', 'the pipeline')
    .option('--follow', 'go on until the pipeline is over');

const pauseCommand = (): Command =>
  described('pause', 'Let what runs finish, and begin nothing more.', ['pause pmwpxfjctaf95e3e39d']).argument(
    '<id>',
    'the pipeline',
  );

const cancelCommand = (): Command =>
  described('cancel', 'Stop a pipeline; what it made is kept.', [
    'cancel pmwpxfjctaf95e3e39d',
    'cancel pmwpxfjctaf95e3e39d --discard',
  ])
    .argument('<id>', 'the pipeline')
    .option('--discard', 'drop what it made, also of one that is cancelled already');

const queueCommand = (): Command =>
  described(
    'queue',
    'Show what runs and what waits; pause a queue, go on with it, or serve a pipeline earlier or later.',
    [
      'queue',
      'queue pause gpu',
      'queue resume gpu',
      'queue move pmwpxfjctaf95e3e39d --first',
      'queue move pmwpxfjctaf95e3e39d --lane background',
    ],
  )
    .argument('[action]', 'pause, resume or move (default: show it)')
    .argument('[what]', 'the queue to pause or resume (gpu, cpu, remote), or the pipeline to move')
    .option('--first', 'move: before all others')
    .option('--last', 'move: when nothing else waits')
    .option('--lane <lane>', 'move: in turn in this lane, interactive or background');

const workersCommand = (): Command =>
  described('workers', 'Show the workers, their machines and their cards.', ['workers', 'workers --json']);

const gcCommand = (): Command =>
  described('gc', 'Remove stored files that no pipeline and no cached result needs; it also happens by itself.', [
    'gc --dry-run',
    'gc --unused 0',
  ])
    .option('--dry-run', 'say what would go, and remove nothing')
    .option('--unused <days>', 'forget cached results not used for so many days (default: the setting cacheDays)');

const workflowCommand = (): Command =>
  described('workflow', 'Take in a ComfyUI workflow of your own (API format), list them, show or remove one.', [
    'workflow add portrait.json',
    'workflow add portrait.json --name portrait --manifest portrait.manifest.json',
    'workflow list',
    'workflow show portrait',
    'workflow remove portrait',
  ])
    .argument('<action>', 'add, list, show or remove')
    .argument('[what]', 'the file to add, or the name of a workflow')
    .option('--name <name>', 'add: its name (default: that of the file)')
    .option('--manifest <file>', 'add: what it takes and gives (default: a proposed one)');

const templatesCommand = (): Command =>
  described('templates', 'List the ready-made pipelines, or show one.', [
    'templates',
    'templates complete_video_production',
  ]).argument('[name]', 'the template');

const upCommand = (): Command => described('up', 'Run the whole stack in the foreground.', ['up', 'up --verbose']);

const doctorCommand = (): Command =>
  described('doctor', 'Check what this machine has and lacks.', ['doctor', 'doctor --json']);

const configCommand = (): Command =>
  described('config', 'Show every setting, its value and where it came from.', [
    'config show',
    'config show --json',
  ]).argument('[show]', 'the only thing to do with it');

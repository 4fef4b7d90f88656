import type { Command } from 'commander';
import { checkpoints, fork, resume, retry, type AgainFlags, type RetryFlags } from './commands/again.js';
import type { Context } from './context.js';
import { collect, described } from './declared.js';

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

const EXAMPLE = 'pmwpxfjctaf95e3e39d';

const withEnd = (command: Command): Command =>
  command
    .option('-o, --output <path>', 'a folder, or a file when there is one output (default: the folder of the pipeline)')
    .option('--detach', 'leave it to the running stack and return at once');

const withChanges = (command: Command): Command =>
  withEnd(
    command
      .option('--set <step.field=value>', 'a setting of a step, or of one item: "animate[3].duration=4"', collect, [])
      .option('--input <name=value>', 'an input that changes', collect, [])
      .option('--rerun <step>', 'a step or an item to do anew although nothing about it changed', collect, [])
      .option('--definition <file>', 'go on with this definition instead')
      .option('--seed <number>', 'another seed changes every step')
      .option('--plan', 'show what would be done and what it costs; nothing is run'),
  );

const resumeCommand = (): Command =>
  withChanges(
    described('resume', 'Go on with a pipeline: paused, failed or cancelled, or with changes; only they are done.', [
      `resume ${EXAMPLE}`,
      `resume ${EXAMPLE} --set animate.motion_prompt="slow zoom in"`,
      `resume ${EXAMPLE}@12 --plan`,
    ]),
  ).argument('<id>', 'the pipeline, one of its checkpoints, or the folder of an exported one');

const forkCommand = (): Command =>
  withChanges(
    described('fork', 'A new pipeline with changes; what is unchanged is shared, the original stays.', [
      `fork ${EXAMPLE} --set animate.motion_prompt="pan to the left" -o other.mp4`,
      `fork ${EXAMPLE} --input music="slow piano" --plan`,
      `fork ${EXAMPLE} --rerun keyframe --seed 8`,
    ]),
  )
    .option('--checkpoint <id>', 'take over only what was made by then')
    .argument('<id>', 'the pipeline');

const retryCommand = (): Command =>
  withEnd(
    described('retry', 'Do a step anew, or what failed of it, or one of its items; what depends on it follows.', [
      `retry ${EXAMPLE} animate`,
      `retry ${EXAMPLE} animate --task "animate[3]" --set duration=4`,
    ])
      .option('--task <id>', 'only this item of the step')
      .option('--set <field=value>', 'a setting of the step that changes', collect, []),
  )
    .argument('<id>', 'the pipeline')
    .argument('<step>', 'the step');

const checkpointsCommand = (): Command =>
  described('checkpoints', 'List the states a pipeline can be resumed or forked from, or take one to a folder.', [
    `checkpoints ${EXAMPLE}`,
    `checkpoints ${EXAMPLE}@12 --export my-film/`,
  ])
    .option('--export <folder>', 'write the checkpoint with all its files there; resume it with the folder')
    .argument('<id>', 'the pipeline, or to export also one of its checkpoints');

/** Going on with what there is. */
export const AGAIN_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [resumeCommand, (context, [id = ''], flags) => resume(context, id, flags as unknown as AgainFlags)],
  [retryCommand, (context, [id = '', step = ''], flags) => retry(context, id, step, flags as unknown as RetryFlags)],
  [forkCommand, (context, [id = ''], flags) => fork(context, id, flags as unknown as AgainFlags)],
  [checkpointsCommand, (context, [id = ''], flags) => checkpoints(context, id, flags.export as string | undefined)],
];

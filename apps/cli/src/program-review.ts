import type { Command } from 'commander';
import { pilot, release } from './commands/pilot.js';
import { approve, choose, pick, regenerate, reject, review } from './commands/review.js';
import type { Context } from './context.js';
import { collect, described } from './declared.js';

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

const EXAMPLE = 'pmwpxfjctaf95e3e39d';

const reviewCommand = (): Command =>
  described('review', 'List the results that wait for you to decide.', [`review ${EXAMPLE}`]).argument(
    '<id>',
    'the pipeline',
  );

const approveCommand = (): Command =>
  described('approve', 'Go on with results that wait: all, those of a step, or some.', [
    `approve ${EXAMPLE}`,
    `approve ${EXAMPLE} keyframe`,
    `approve ${EXAMPLE} "animate[3]" "animate[4]"`,
  ])
    .argument('<id>', 'the pipeline')
    .argument('[what...]', 'steps or tasks (default: all that wait)');

const chooseCommand = (): Command =>
  described('choose', 'Go on with these, and leave out what waits beside them.', [`choose ${EXAMPLE} "keyframe[2]"`])
    .argument('<id>', 'the pipeline')
    .argument('<task...>', 'the tasks');

const pickCommand = (): Command =>
  described('pick', 'Choose for a select step that waits, or show what there is to choose from.', [
    `pick ${EXAMPLE} "best[0]"`,
    `pick ${EXAMPLE} "best[0]" 2`,
  ])
    .argument('<id>', 'the pipeline')
    .argument('<task>', 'the task of the select step')
    .argument('[candidate...]', 'numbers, from 0, the best first (default: show them)');

const rejectCommand = (): Command =>
  described('reject', 'Leave results out, and what needs them.', [`reject ${EXAMPLE} "keyframe[2]"`])
    .argument('<id>', 'the pipeline')
    .argument('<task...>', 'the tasks');

const regenerateCommand = (): Command =>
  described('regenerate', 'Have results made anew; then they wait again.', [
    `regenerate ${EXAMPLE} "keyframe[2]" --note "warmer light"`,
    `regenerate ${EXAMPLE} keyframe --set prompt="a quiet harbour at dawn"`,
  ])
    .argument('<id>', 'the pipeline')
    .argument('<task...>', 'the tasks')
    .option('--note <words>', 'what to do better; added to what is asked for')
    .option('--set <field=value>', 'a setting that changes', collect, []);

const pilotCommand = (): Command =>
  described('pilot', 'Show what a pilot really cost and took, and what the rest will.', [`pilot ${EXAMPLE}`]).argument(
    '<id>',
    'the pipeline',
  );

const releaseCommand = (): Command =>
  described('release', 'Make the rest of a pipeline that was begun with a pilot, or leave it out.', [
    `release ${EXAMPLE}`,
    `release ${EXAMPLE} --leave-out`,
  ])
    .argument('<id>', 'the pipeline')
    .option('--leave-out', 'end with what the pilot made');

/** Deciding about what was made. */
export const REVIEW_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [reviewCommand, (context, [id = '']) => review(context, id)],
  [pilotCommand, (context, [id = '']) => pilot(context, id)],
  [releaseCommand, (context, [id = ''], { leaveOut }) => release(context, id, leaveOut === true)],
  [approveCommand, (context, [id = '', ...what]) => approve(context, id, what)],
  [chooseCommand, (context, [id = '', ...tasks]) => choose(context, id, tasks)],
  [pickCommand, (context, [id = '', task = '', ...numbers]) => pick(context, id, task, numbers)],
  [rejectCommand, (context, [id = '', ...tasks]) => reject(context, id, tasks)],
  [regenerateCommand, (context, [id = '', ...tasks], flags) => regenerate(context, id, tasks, flags)],
];

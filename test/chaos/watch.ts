import type { Engine } from '#engine';
import { watchScript } from './commands.js';
import type { Fate } from './fate.js';
import type { openJournal } from './journal.js';
import type { Report } from './settings.js';

/** Workers are killed here through no fault of the task, so that it must not be taken for poisoned. */
const NO_CAP = 1_000_000;
/** Where `claim` takes the number of lost workers after which a task is poisoned. */
const CAP = 4;

type Journal = ReturnType<typeof openJournal>;

/** Writes down what this process asks about tasks and what it is answered, and freezes where its life says so. */
export function watchTasks(engine: Engine, journal: Journal, fate: Fate, tell: (report: Report) => void): void {
  watchScript(
    engine,
    'claim',
    ([pid, task, generation], answer) => {
      const [verdict, epoch] = answer as string[];
      if (verdict === 'ok')
        journal({
          what: 'claimed',
          pid: String(pid),
          task: String(task),
          generation: Number(generation),
          epoch: Number(epoch),
          answer: 'ok',
        });
    },
    (args) => (args[CAP] = NO_CAP),
  );
  watchScript(
    engine,
    'commit',
    ([pid, task, epoch], answer) =>
      journal({
        what: 'committed',
        pid: String(pid),
        task: String(task),
        epoch: Number(epoch),
        answer: (answer as string[])[0]!,
      }),
    ([pid, task, epoch]) =>
      fate.freeze(() => tell({ type: 'freezing', pid: String(pid), task: String(task), epoch: String(epoch) })),
  );
  watchScript(engine, 'fail', ([pid, task, epoch, , action], answer) =>
    journal({
      what: 'failed',
      pid: String(pid),
      task: String(task),
      epoch: Number(epoch),
      answer: `${String(action)} ${String(answer)}`,
    }),
  );
  watchRequeues(engine, journal);
}

/** Writes down the tasks without a live job that the sweeper gives out again. */
export function watchRequeues(engine: Engine, journal: Journal): void {
  watchScript(engine, 'requeue', ([, member], answer) => {
    const [pid = '', task = ''] = String(member).split('|');
    if (answer === 1) journal({ what: 'requeued', pid, task, epoch: 0, answer: 'ok' });
  });
}

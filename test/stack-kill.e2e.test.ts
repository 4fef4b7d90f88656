import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { dataOf } from '#contracts';
import type { components } from '#contracts';
import { exited } from '#process';
import { tempDir } from '#testing';
import { eventsUntilOver, get, submit } from './support/stack.js';
import type { Event, Reached } from './support/stack.js';
import { everyProcess, up } from './support/up.js';
import type { Up } from './support/up.js';

type Checkpoint = components['schemas']['CheckpointDto'];

const SHOTS = 3;
/** Keyframes and shots; the cut, the music and the film. */
const TASKS = 2 * SHOTS + 3;
const home = tempDir();

/** Resolves when one shot is done and the next one has just begun: something to lose, and something in the middle. */
async function midFilm({ url }: Reached, id: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/pipelines/${id}/events?after=0`);
  let oneDone = false;
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (message: Buffer) => {
      const { type, data } = JSON.parse(message.toString()) as Event;
      if (type !== 'task_status' || data.step_id !== 'shot') return;
      if (data.status === 'done') oneDone = true;
      else if (data.status === 'running' && oneDone) resolve();
    });
  });
  socket.terminate();
}

const checkpoints = async ({ client }: Reached, id: string): Promise<Checkpoint[]> =>
  dataOf(await client.GET('/pipelines/{id}/checkpoints', { params: { path: { id }, query: { limit: 100 } } })).items;

const shots = async ({ client }: Reached, id: string) =>
  dataOf(await client.GET('/pipelines/{id}/steps/{step_id}', { params: { path: { id, step_id: 'shot' } } })).items;

interface Line {
  time: number;
  msg: string;
  pipeline: string;
  task: string;
}

/** What the workers wrote of a film's tasks. */
function workerLines(pipeline: string): Line[] {
  const files = readdirSync(join(home, 'logs')).filter((name) => name.includes('-worker'));
  return files
    .flatMap((name) => readFileSync(join(home, 'logs', name), 'utf8').split('\n'))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line];
      } catch {
        return []; // whoever wrote it was killed over it
      }
    })
    .filter((line) => line.pipeline === pipeline);
}

describe('the whole stack goes in the middle of a film', () => {
  let stack: Up;
  beforeAll(async () => {
    stack = await up(home);
  });

  it.each([
    ['SIGKILL', () => everyProcess(home).forEach((pid) => process.kill(pid, 'SIGKILL'))],
    ['SIGTERM', () => stack.process.kill('SIGTERM')],
  ] as const)(
    'by %s; started again, the film goes on by itself and repeats nothing',
    async (signal, stop) => {
      const inputs = { description: `a hill before ${signal}`, shots: SHOTS, duration: 2 * SHOTS, quality: 'draft' };
      const { id } = await submit(stack, { template: 'music_video', inputs, seed: 1 });
      await midFilm(stack, id);
      const before = await checkpoints(stack, id);
      stop();
      await exited(stack.process);
      const stoppedAt = Date.now();

      stack = await up(home);
      await eventsUntilOver(stack, id);
      const film = await get(stack, id);
      expect(film).toMatchObject({ status: 'completed', run: 1 });
      expect(existsSync(film.files!.film![0]!)).toBe(true);

      // Each task has one place in the commit log, and those from before have kept theirs. A process that dies takes
      // nothing with it that Redis has written; only a machine that does could lose the last second (`everysec`).
      const after = await checkpoints(stack, id);
      expect(before.length).toBeGreaterThanOrEqual(2);
      expect(after.slice(-before.length)).toEqual(before);
      expect(after).toHaveLength(TASKS);
      expect(new Set(after.map(({ task_id }) => task_id)).size).toBe(TASKS);
      expect(after.filter(({ how }) => how !== 'ran')).toEqual([]);

      // What the workers say agrees: no finished task was begun again, and one that was under way was.
      const lines = workerLines(id);
      const begunAgain = lines.filter(({ msg, time }) => msg === 'task started' && time >= stoppedAt);
      const done = new Set(before.map(({ task_id }) => task_id));
      expect(begunAgain.filter(({ task }) => done.has(task))).toEqual([]);
      const begunBefore = new Set(lines.filter(({ time }) => time < stoppedAt).map(({ task }) => task));
      expect(begunAgain.filter(({ task }) => begunBefore.has(task))).not.toEqual([]);
      const lost = (await shots(stack, id)).reduce((sum, { workers_lost }) => sum + workers_lost, 0);
      if (signal === 'SIGKILL') expect(lost).toBeGreaterThan(0);
    },
    60_000,
  );
});

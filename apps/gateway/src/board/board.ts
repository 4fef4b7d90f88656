import type { RequestHandler, Router } from 'express';
import { once } from 'node:events';
import { CONTROL_QUEUES, isRedisUnavailable } from '#engine';
import type { Engine } from '#engine';
import { REDIS_UNAVAILABLE, sendProblem } from '../problem.filter.js';

export const BOARD_PATH = '/admin/queues';

/** Bull Board over the engine's queues, for operators; loaded when one of them first looks, for it is large. */
export function board(engine: Engine): RequestHandler {
  let opened: Promise<Board> | undefined;
  return (request, response, next) => {
    const answer = async () => {
      const { router, show } = await (opened ??= openBoard(engine));
      show(await engine.queues.taskQueues());
      router(request, response, next);
      await once(response, 'close');
    };
    engine.link.guard(answer).catch((error: unknown) => {
      if (!isRedisUnavailable(error)) next(error);
      // Its late answer must not meet another request on the same connection.
      else if (!response.headersSent) sendProblem(response.setHeader('Connection', 'close'), REDIS_UNAVAILABLE);
    });
  };
}

interface Board {
  router: Router;
  /** Adds the queues that are not shown yet: those of model families come as they are needed. */
  show: (names: readonly string[]) => void;
}

async function openBoard(engine: Engine): Promise<Board> {
  const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/express'),
  ]);
  const adapter = new ExpressAdapter();
  adapter.setBasePath(BOARD_PATH);
  const shown = new Set<string>(CONTROL_QUEUES);
  const adapterOf = (name: string) => new BullMQAdapter(engine.queues.of(name));
  const board = createBullBoard({
    queues: CONTROL_QUEUES.map(adapterOf),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Reelwright' } },
  });
  const show = (names: readonly string[]) => {
    for (const name of names.filter((each) => !shown.has(each))) board.addQueue(adapterOf(name));
    for (const name of names) shown.add(name);
  };
  return { router: adapter.getRouter() as Router, show };
}

import type { RequestHandler, Router } from 'express';
import { once } from 'node:events';
import { isRedisUnavailable } from '#engine';
import type { Engine } from '#engine';
import { REDIS_UNAVAILABLE, sendProblem } from '../problem.filter.js';

export const BOARD_PATH = '/admin/queues';

/** Bull Board over the engine's queues, for operators; loaded when one of them first looks, for it is large. */
export function board(engine: Engine): RequestHandler {
  let router: Promise<Router> | undefined;
  return (request, response, next) => {
    const answer = async () => {
      const handle = await (router ??= boardRouter(engine));
      handle(request, response, next);
      await once(response, 'close');
    };
    engine.link.guard(answer).catch((error: unknown) => {
      if (!isRedisUnavailable(error)) next(error);
      // Its late answer must not meet another request on the same connection.
      else if (!response.headersSent) sendProblem(response.setHeader('Connection', 'close'), REDIS_UNAVAILABLE);
    });
  };
}

async function boardRouter(engine: Engine): Promise<Router> {
  const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/express'),
  ]);
  const adapter = new ExpressAdapter();
  adapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: engine.queues.all().map((queue) => new BullMQAdapter(queue)),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Reelwright' } },
  });
  return adapter.getRouter() as Router;
}

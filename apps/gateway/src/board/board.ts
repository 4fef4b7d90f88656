import type { RequestHandler, Router } from 'express';
import type { Engine } from '#engine';

export const BOARD_PATH = '/admin/queues';

/** Bull Board over the engine's queues, for operators; loaded when one of them first looks, for it is large. */
export function board(engine: Engine): RequestHandler {
  let router: Promise<Router> | undefined;
  return (request, response, next) => {
    router ??= boardRouter(engine);
    router.then((handle) => handle(request, response, next), next);
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

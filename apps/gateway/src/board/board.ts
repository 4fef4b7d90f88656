import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Router } from 'express';
import type { Engine } from '#engine';

export const BOARD_PATH = '/admin/queues';

/** Bull Board over the engine's queues, for operators. */
export function boardRouter(engine: Engine): Router {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: engine.queues.all().map((queue) => new BullMQAdapter(queue)),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Reelwright' } },
  });
  return adapter.getRouter() as Router;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.js';
import { Interrupted } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Connection } from '../gateway/connection.js';
import { gatewayHealth } from '../stack/index.js';

const LOOK_MS = 2_000;

/** Runs the stack in the foreground until it is interrupted. */
export async function up(context: Context): Promise<number> {
  return context.withGateway(async (connection) => {
    announce(context, connection);
    try {
      await keepUp(context, connection);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      if (connection.owned) context.terminal.complain('Stopping: work under way is given time to finish …');
    }
    return EXIT.ok;
  });
}

/** While the stack belongs to another command, `up` stands by to go on with it. */
async function keepUp(context: Context, connection: Connection): Promise<void> {
  const { interrupted, config } = context;
  const signal = AbortSignal.any([interrupted, connection.broken]);
  for (;;) {
    await delay(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    if (connection.owned || (await gatewayHealth(connection.api.url, config.home)) === 'ours') continue;
    await connection.recover();
    announce(context, connection);
  }
}

function announce({ terminal, config }: Context, { api, owned }: Connection): void {
  const { bold, dim } = terminal.colors;
  const lines = [
    owned ? bold(`Reelwright is up at ${api.url}`) : bold(`Reelwright is up already, at ${api.url}; standing by.`),
    `  API     ${api.link('/docs')}`,
    `  Studio  ${api.link('/studio/')}`,
    `  Queues  ${api.link('/admin/queues')}`,
    `  Home    ${config.home}`,
    dim('Ctrl-C stops it.'),
  ];
  terminal.result(lines, {
    type: 'up',
    url: api.url,
    docs: api.link('/docs'),
    queues: api.link('/admin/queues'),
    owned,
  });
}

import { pino } from 'pino';
import { loadConfig } from '#config';
import { exitWithParent, notifyReady, onShutdown } from '#process';
import { createGateway } from './gateway.js';

const config = loadConfig();
const log = pino({ level: config.logLevel, base: { service: 'gateway' } });
const gateway = await createGateway(
  config,
  (error) => log.warn({ err: error }, 'background failure'),
  (up) => (up ? log.info('Redis answers') : log.error('Redis does not answer; requests are refused until it does')),
);
onShutdown(() => gateway.close());
exitWithParent();
const url = await gateway.listen();
log.info({ url }, 'ready');
notifyReady({ url });

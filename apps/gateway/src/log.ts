import { Inject, Injectable } from '@nestjs/common';
import { pino } from 'pino';
import { CONFIG } from './tokens.js';
import type { Config } from '#config';

@Injectable()
export class GatewayLog {
  readonly #log;
  constructor(@Inject(CONFIG) config: Config) {
    this.#log = pino({ level: config.logLevel, base: { service: 'gateway' } });
  }
  info(message: string, about: object = {}): void {
    this.#log.info(about, message);
  }
  error(error: unknown): void {
    this.#log.error({ err: error }, 'request failed');
  }
  warn(error: unknown): void {
    this.#log.warn({ err: error }, 'background failure');
  }
}

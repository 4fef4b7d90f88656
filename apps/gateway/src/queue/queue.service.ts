import { Injectable } from '@nestjs/common';
import { Engine, isOver } from '#engine';
import type { MoveInQueueDto, QueueDto } from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import * as present from './presenter.js';

/** Pipelines listed where nobody says how many. */
const LISTED = 100;

@Injectable()
export class QueueService {
  constructor(private readonly engine: Engine) {}

  async get(limit = LISTED): Promise<QueueDto> {
    return present.queue(await this.engine.queue.overview(limit));
  }

  async pause(name: string): Promise<QueueDto> {
    await this.engine.queue.pause(await this.#existing(name));
    return this.get();
  }

  async resume(name: string): Promise<QueueDto> {
    await this.engine.queue.resume(await this.#existing(name));
    return this.get();
  }

  async move({ pipeline_id: id, to, lane, before }: MoveInQueueDto): Promise<QueueDto> {
    const asked = { ...(to && { to }), ...(lane && { lane }), ...(before && { before }) };
    const status = await this.engine.queue.move(id, asked);
    if (status === undefined) throw notFound('pipeline', id);
    if (status === 'unplaced')
      throw new ApiError(
        409,
        'not_placed',
        `Pipeline ${before} was put neither first nor last; turns are shared there.`,
      );
    if (isOver(status) || status === 'cancelling')
      throw new ApiError(409, 'pipeline_over', `Pipeline ${id} is ${status}; it does not wait for anything.`);
    return this.get();
  }

  async #existing(name: string): Promise<string> {
    if (!(await this.engine.queue.exists(name))) throw notFound('queue', name);
    return name;
  }
}

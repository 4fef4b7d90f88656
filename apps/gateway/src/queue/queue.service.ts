import { Injectable } from '@nestjs/common';
import { Engine, isOver } from '#engine';
import { RESOURCES } from '#pipeline';
import type { Resource } from '#pipeline';
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
    await this.engine.queue.pause(queueNamed(name));
    return this.get();
  }

  async resume(name: string): Promise<QueueDto> {
    await this.engine.queue.resume(queueNamed(name));
    return this.get();
  }

  async move({ pipeline_id: id, to, lane }: MoveInQueueDto): Promise<QueueDto> {
    const status = await this.engine.queue.move(id, { ...(to && { to }), ...(lane && { lane }) });
    if (status === undefined) throw notFound('pipeline', id);
    if (isOver(status) || status === 'cancelling')
      throw new ApiError(409, 'pipeline_over', `Pipeline ${id} is ${status}; it does not wait for anything.`);
    return this.get();
  }
}

function queueNamed(name: string): Resource {
  const found = RESOURCES.find((resource) => resource === name);
  if (!found) throw notFound('queue', name);
  return found;
}

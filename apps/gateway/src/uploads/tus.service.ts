import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import type { Config } from '#config';
import { AppendError, Resumable } from '#intake';
import type { AppendProblem, Taken, Unfinished } from '#intake';
import { PipelineFailure } from '#pipeline';
import { GatewayLog } from '../log.js';
import { ApiError, notFound } from '../problem.filter.js';
import { Space } from '../space.js';
import { CONFIG } from '../tokens.js';
import { drained, guardedBody } from './body.js';
import { UploadsService } from './uploads.service.js';

const SWEEP_MS = 600_000;

/** Large files that come in several requests, by the tus protocol. */
@Injectable()
export class TusService implements OnModuleInit, OnModuleDestroy {
  readonly maxBytes: number;
  readonly #files: Resumable<Taken>;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly uploads: UploadsService,
    private readonly space: Space,
    private readonly log: GatewayLog,
  ) {
    this.maxBytes = uploads.limits.maxFileBytes;
    this.#files = new Resumable(join(config.home, 'tmp', 'tus'), config.uploadPartialHours * 3_600_000);
  }

  onModuleInit(): void {
    const sweep = () => void this.#files.sweep().catch((error: unknown) => this.log.warn(error));
    sweep();
    this.#sweeping = setInterval(sweep, SWEEP_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#sweeping);
  }

  async create(owner: string, name: string, length: number): Promise<Unfinished<Taken>> {
    if (length === 0) throw new ApiError(422, 'empty_file', 'The file is empty.');
    if (length > this.maxBytes)
      throw new ApiError(
        413,
        'too_large',
        `A file may have ${this.maxBytes} bytes; the setting uploadMaxMb allows more.`,
      );
    await this.space.check();
    if (length > (await this.space.room())) throw new PipelineFailure('disk_full', 'there is no room for the file');
    return this.#files.create({ owner, name, length });
  }

  /** Throws `not_found`, also for what is somebody else's. */
  async find(id: string, owner: string): Promise<Unfinished<Taken>> {
    const file = await this.#files.find(id);
    if (file?.owner !== owner) throw notFound('resumable upload', id);
    return file;
  }

  /** Adds the body; the last piece makes an upload of it. Throws ApiError, also for what such a file is refused with. */
  async append(file: Unfinished<Taken>, offset: number, request: Request): Promise<Unfinished<Taken>> {
    const { owner, name } = file;
    const body = guardedBody(request, this.config.uploadIdleSec * 1000, await this.space.room());
    try {
      const size = await this.#files.append(file, offset, body, (path) => this.uploads.takeOne({ path, name }, owner));
      return { ...file, ...(await this.#files.find(file.id)), offset: size };
    } catch (error) {
      body.destroy();
      await drained(request);
      throw error instanceof AppendError ? REFUSED[error.problem] : error;
    }
  }

  remove(id: string): Promise<void> {
    return this.#files.remove(id);
  }
}

const REFUSED: Record<AppendProblem, ApiError> = {
  busy: new ApiError(423, 'upload_busy', 'Another request is adding to this upload; ask where it is, and go on there.'),
  wrong_offset: new ApiError(
    409,
    'wrong_offset',
    'The upload is at another place; ask where it is (HEAD), and go on there.',
  ),
  too_much: new ApiError(413, 'too_large', 'More came than the file was said to have.'),
};

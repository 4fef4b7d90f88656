import { mkdir, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import { isDigest, unmarkUpload, uploadIn } from '#artifacts';
import type { ArtifactStore } from '#artifacts';
import type { Config } from '#config';
import { Intake, Refusal, fetchFile, turns } from '#intake';
import type { Brought, IntakeLimits, Taken, Upload } from '#intake';
import { LibraryService } from '../library/library.service.js';
import { GatewayLog } from '../log.js';
import { notFound } from '../problem.filter.js';
import { Space } from '../space.js';
import { CONFIG, STORE } from '../tokens.js';
import { drained, guardedBody } from './body.js';
import { discard, receiveForm } from './multipart.js';
import { refusalOf } from './refusals.js';

const SWEEP_MS = 3_600_000;
/** What nobody has written to for so long is no longer being received or looked into. */
const ABANDONED_MS = 6 * 3_600_000;
const AT_ONCE = 4;

/** What people bring: received, looked into, stored. */
@Injectable()
export class UploadsService implements OnModuleInit, OnModuleDestroy {
  readonly limits: IntakeLimits;
  readonly folder: string;
  readonly #intake: Intake;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(
    @Inject(STORE) private readonly store: ArtifactStore,
    @Inject(CONFIG) private readonly config: Config,
    private readonly space: Space,
    private readonly library: LibraryService,
    private readonly log: GatewayLog,
  ) {
    this.folder = join(config.home, 'tmp', 'uploads');
    this.limits = {
      maxFileBytes: config.uploadMaxMb * 1e6,
      maxFiles: config.uploadMaxFiles,
      maxPixels: config.uploadMaxMegapixels * 1e6,
      maxDurationSec: config.uploadMaxMinutes * 60,
    };
    this.#intake = new Intake({ store, limits: this.limits, folder: this.folder, room: () => space.room() });
  }

  onModuleInit(): void {
    const sweep = () => void this.#sweep().catch((error: unknown) => this.log.warn(error));
    sweep();
    this.#sweeping = setInterval(sweep, SWEEP_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#sweeping);
  }

  /** The files of a form. Throws ApiError when none is taken, and PipelineFailure `disk_full`. */
  async receive(request: Request, owner: string): Promise<Taken> {
    try {
      return await this.#takeAll(await this.#received(request), owner);
    } catch (error) {
      await drained(request);
      throw error;
    }
  }

  async #received(request: Request): Promise<Brought[]> {
    await this.space.check();
    await mkdir(this.folder, { recursive: true });
    const body = guardedBody(request, this.config.uploadIdleSec * 1000, await this.space.room());
    try {
      return await receiveForm(request, body, { ...this.limits, folder: this.folder });
    } finally {
      body.destroy();
    }
  }

  /** The files at some addresses. Throws as `receive`, or the reason of the signal. */
  async fetch(urls: readonly string[], owner: string, signal: AbortSignal): Promise<Taken> {
    return some(await this.fetchEach(urls, owner, signal));
  }

  /** As `fetch`, also where nothing is taken. */
  async fetchEach(urls: readonly string[], owner: string, signal: AbortSignal): Promise<Taken> {
    await this.space.check();
    await mkdir(this.folder, { recursive: true });
    const { config, limits, folder } = this;
    const trusted = (config.uploadTrustedUrls ?? '').split(',').filter(Boolean);
    const fetching = {
      ...{ folder, maxFileBytes: limits.maxFileBytes, idleMs: config.uploadIdleSec * 1000, signal },
      trusted: trusted.map((url) => new URL(url.trim()).origin),
    };
    return this.#each(urls, async (url) => {
      try {
        return await this.#intake.take(await fetchFile(url, fetching), owner, signal);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, message, hint } = error;
        return { items: [], problems: [{ name: url, code, message, hint }] };
      }
    });
  }

  async #takeAll(files: readonly Brought[], owner: string): Promise<Taken> {
    const { signal } = new AbortController();
    try {
      return some(await this.#each(files, (file) => this.#intake.take(file, owner, signal)));
    } finally {
      await discard(files);
    }
  }

  /** A file that is on disk; it is gone afterwards. Throws as `receive`. */
  takeOne(file: Brought, owner: string): Promise<Taken> {
    return this.#takeAll([file], owner);
  }

  async #each<T>(all: readonly T[], take: (one: T) => Promise<Taken>): Promise<Taken> {
    const inTurn = turns(AT_ONCE);
    const each = await Promise.all(all.map((one) => inTurn(() => take(one))));
    const taken = { items: each.flatMap(({ items }) => items), problems: each.flatMap(({ problems }) => problems) };
    // What is stored is told, also where it could not be listed; the library can be built anew from the store.
    if (taken.items.length > 0) await this.library.brought(taken.items).catch((error: unknown) => this.log.warn(error));
    return taken;
  }

  /** Throws `not_found` for what nobody brought. */
  async get(digest: string): Promise<Upload> {
    const facts = isDigest(digest) ? await this.store.stat(digest) : undefined;
    const recipe = facts && uploadIn(await this.store.getRecipe(digest));
    if (!facts || !recipe) throw notFound('upload', digest);
    return { digest, bytes: facts.bytes, recipe };
  }

  /** The bytes stay as long as something refers to them. Throws `not_found`. */
  async remove(digest: string): Promise<void> {
    await this.get(digest);
    await unmarkUpload(this.store, digest);
  }

  /** What a gateway that died was in the middle of. */
  async #sweep(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for await (const entry of await opendir(this.folder)) {
      const path = join(this.folder, entry.name);
      if (entry.isFile() && (await stat(path)).mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { force: true });
    }
  }
}

/** Throws ApiError where nothing was taken. */
function some(taken: Taken): Taken {
  if (taken.items.length === 0) throw refusalOf(taken.problems);
  return taken;
}

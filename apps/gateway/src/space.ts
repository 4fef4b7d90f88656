import { Inject, Injectable } from '@nestjs/common';
import { checkSpace, roomIn } from '#artifacts';
import type { ArtifactStore, SpaceLimits } from '#artifacts';
import type { Config } from '#config';
import { CONFIG, STORE } from './tokens.js';

/** Whether there is room for what new work makes. */
@Injectable()
export class Space {
  constructor(
    @Inject(STORE) private readonly store: ArtifactStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws PipelineFailure `disk_full`: better now than when the work is half done. */
  check(): Promise<void> {
    return checkSpace(this.store, this.#limits());
  }

  /** Bytes that may still be stored. */
  room(): Promise<number> {
    return roomIn(this.store, this.#limits());
  }

  #limits(): SpaceLimits {
    const { minFreeDiskMb, diskQuotaMb } = this.config;
    return { minFreeBytes: minFreeDiskMb * 1e6, quotaBytes: diskQuotaMb * 1e6 };
  }
}

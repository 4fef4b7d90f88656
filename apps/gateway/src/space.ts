import { Inject, Injectable } from '@nestjs/common';
import { checkSpace } from '#artifacts';
import type { ArtifactStore } from '#artifacts';
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
    const { minFreeDiskMb, diskQuotaMb } = this.config;
    return checkSpace(this.store, { minFreeBytes: minFreeDiskMb * 1e6, quotaBytes: diskQuotaMb * 1e6 });
  }
}

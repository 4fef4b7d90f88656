import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ArtifactRef, PortValue } from '#pipeline';
import { isArtifactRef } from '#pipeline';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '#providers';
import { TOY_CATALOGUE } from '#testing';

/** Runs the toy steps as real work: small files whose bytes follow from seed, settings and the bytes of the inputs. */
export class ChaosProvider implements Provider {
  readonly id = 'chaos';

  /** `pace` scales how long work takes; `submitted` is called when the provider has the work. */
  constructor(
    private readonly pace = 0,
    private readonly submitted: () => void | Promise<void> = () => {},
  ) {}

  async capabilities(): Promise<Capability[]> {
    return [...TOY_CATALOGUE.values()].map(({ type, title, resource }) => ({
      ...{ step: type, title, resource },
      ...{ model: 'chaos', version: '1', microDollars: 0 },
    }));
  }

  async submit(work: Work): Promise<ProviderJob> {
    return { provider: this.id, id: randomUUID(), work };
  }

  async *attach({ work }: ProviderJob, ctx: WorkContext): AsyncIterable<ProviderEvent> {
    await this.submitted();
    yield { type: 'progress', fraction: 0.1 };
    await setTimeout(durationMs(work) * this.pace, undefined, { signal: ctx.signal });
    if (work.step === 'list') yield { type: 'output', port: 'items', output: items(work) };
    else yield { type: 'output', port: 'text', output: { file: await draw(work, ctx) } };
  }

  async cancel(): Promise<void> {}
}

/** 10 to 80 ms, by seed; a tenth of it for work that says so with a negative time. */
function durationMs({ seed, config }: Work): number {
  const ms = 10 + (seed % 71);
  return Number(config.ms ?? 0) < 0 ? ms / 10 : ms;
}

function items({ seed, config }: Work): { value: PortValue }[] {
  return Array.from({ length: Number(config.length) }, (_, index) => ({ value: `${seed}-${index}` }));
}

async function draw(work: Work, ctx: WorkContext) {
  const hash = createHash('sha256').update(JSON.stringify([work.step, work.seed, work.config]));
  for (const ref of Object.values(work.inputs).flatMap(artifacts)) hash.update(await readFile(await ctx.open(ref)));
  const path = join(ctx.workDir, 'drawn.txt');
  await writeFile(path, `${work.step} ${work.seed}\n${hash.digest('hex')}\n`);
  return { path, media: 'text' as const, mime: 'text/plain' };
}

function artifacts(value: PortValue): ArtifactRef[] {
  if (Array.isArray(value)) return value.flatMap(artifacts);
  return isArtifactRef(value) ? [value] : [];
}

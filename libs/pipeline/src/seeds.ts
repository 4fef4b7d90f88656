import { createHash } from 'node:crypto';

/**
 * Derives a task's seed from the pipeline's: the first 32 bits of SHA-256 over seed, step and index path, so that
 * every task has its own and the same definition, inputs and seed always give the same ones.
 */
export function deriveSeed(pipelineSeed: number, stepId: string, path: readonly number[]): number {
  const digest = createHash('sha256')
    .update(`${pipelineSeed}|${stepId}|${path.join(',')}`)
    .digest();
  return digest.readUInt32BE(0);
}

/** A seed for a pipeline whose caller gave none; 31 bits, so that it is a plain number everywhere. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}

import { z } from 'zod';
import { isArtifactRef, PipelineFailure, type ArtifactRef, type PortValue } from '#pipeline';
import type { Work } from '../port.js';

/**
 * The artifacts on a port that takes one or several; an absent or null port is an empty list.
 * @throws PipelineFailure `invalid_input` for anything that is not a `media` artifact
 */
export function artifactsOn(inputs: Record<string, PortValue>, port: string, media: readonly string[]): ArtifactRef[] {
  const value = inputs[port] ?? [];
  const list: PortValue[] = Array.isArray(value) ? value.flat() : [value];
  return list
    .filter((item) => item !== null)
    .map((item) => {
      if (isArtifactRef(item) && media.includes(item.media)) return item;
      const got = isArtifactRef(item) ? item.media : typeof item;
      throw new PipelineFailure('invalid_input', `Input "${port}" takes ${media.join(' or ')}, but got ${got}.`);
    });
}

/**
 * The work's configuration, checked and with its defaults; what the schema doesn't name is left out.
 * @throws PipelineFailure `invalid_input`, naming what is wrong
 */
export function readConfig<T extends z.ZodType>(schema: T, work: Work): z.infer<T> {
  const result = schema.safeParse(work.config);
  if (result.success) return result.data;
  throw new PipelineFailure('invalid_input', `${work.step}: ${z.prettifyError(result.error)}`);
}

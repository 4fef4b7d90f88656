import { settingsOf } from './from-pipeline';
import { isRecipe, settingsFrom, sourcesOf } from './recipe';
import type { Recipe } from './recipe';
import type { Attachment, Settings } from './settings';

/** What was asked for when it was made. */
export interface Asked {
  definition: Record<string, unknown>;
  inputs: Record<string, unknown>;
  seed?: number;
}

/**
 * The settings that something was made with. Of what was asked for, if it was asked for with such settings: with its
 * seed they give the same again. Otherwise of its own step, whose seed is not one that can be asked for. Undefined for
 * what was made in another way. What a file says of itself may be anything.
 */
export function restoredSettings(recipe: unknown, asked: Asked | undefined): Settings | undefined {
  if (!isRecipe(recipe)) return undefined;
  try {
    const whole = asked && settingsOf(asked);
    if (whole) return { ...whole, ...modelOf(recipe, whole), seed: asked.seed };
    const own = isOneStep(recipe) ? settingsFrom(recipe, []) : undefined;
    return own && { ...own, attachments: sourcesOf(recipe).flatMap(([, digests]) => digests.map(unread)) };
  } catch {
    return undefined;
  }
}

const isOneStep = ({ step }: Recipe): boolean => ['t2i', 'i2i', 't2v', 'i2v'].includes(step.type);
const unread = (digest: string): Attachment => ({ digest, name: digest, kind: 'image', ref: { digest } });

/** The model that really made it, where it was chosen by itself. */
function modelOf({ step, provider: { id, model } }: Recipe, { imageModel, videoModel }: Settings): Partial<Settings> {
  if (step.type.endsWith('2i')) return { imageModel: imageModel ?? { provider: id, model } };
  return step.type.endsWith('2v') ? { videoModel: videoModel ?? { provider: id, model } } : {};
}

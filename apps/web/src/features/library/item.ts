import type { Media } from '@/ui/media-tile';
import type { Item } from './cache';

export const titleOf = ({ name, prompt, digest }: Item): string => name || prompt || digest.slice(0, 12);

export const mediaOf = (item: Item): Media => {
  const { digest, kind, mime, duration_sec: durationSec } = item;
  return { key: digest, digest, kind, mime, title: titleOf(item), durationSec };
};

/** Width to height, as it is shown. */
export function ratioOf({ width, height, kind }: Item): number {
  if (width && height) return width / height;
  return kind === 'audio' ? 16 / 9 : 4 / 3;
}

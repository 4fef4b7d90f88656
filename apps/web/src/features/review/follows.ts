import type { Estimate } from '@/api/client';
import { plural } from '@/lib/format';

/** What a step of a type makes, by type. */
export type MadeBy = (stepType: string) => string | undefined;

const WORDS: Record<string, [one: string, many: string]> = {
  image: ['image', 'images'],
  video: ['video', 'videos'],
  audio: ['sound', 'sounds'],
  text: ['text', 'texts'],
  json: ['text', 'texts'],
};

/** What is still made, in words: "24 videos", or of several kinds the two that are most: "24 images, 24 videos". */
export function madeInWords({ steps }: Pick<Estimate, 'steps'>, madeBy: MadeBy): string {
  const counts = new Map<string, number>();
  // What is only put together of them is told where nothing else is made.
  const made = steps.filter(({ count, provider }) => count > 0 && provider !== 'ffmpeg');
  for (const { step_type, count } of made.length > 0 ? made : steps) {
    const kind = madeBy(step_type) ?? 'result';
    if (count > 0) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 2);
  return most.map(([kind, count]) => plural(count, ...(WORDS[kind] ?? ['result', 'results']))).join(', ');
}

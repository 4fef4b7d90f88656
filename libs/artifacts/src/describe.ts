import type { Recipe } from './store.js';

const EXTENSIONS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'application/json': 'json',
  'application/x-subrip': 'srt',
  'text/plain': 'txt',
};

/** The usual end of a file's name, without the dot; `bin` for what is not known. */
export const extensionOf = (mime: string): string => EXTENSIONS[mime] ?? 'bin';

/** Options that hold what somebody asked for in words, the most telling first. */
const WORDS = ['prompt', 'motion_prompt', 'text', 'scene', 'style', 'idea', 'story', 'script', 'description'];

/** What was asked for in words, as a recipe has it; '' where it has none. */
export function promptOf(recipe: Recipe | undefined): string {
  const config = recipe?.config;
  if (typeof config !== 'object' || config === null) return '';
  const settings = config as Record<string, unknown>;
  const found = WORDS.map((name) => settings[name]).find((words) => typeof words === 'string' && words.trim() !== '');
  return typeof found === 'string' ? found.trim() : '';
}

const SLUG_LENGTH = 48;

/** The first words of a text as a part of a file name: letters and digits of any script, joined by dashes. */
export function slugOf(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let slug = '';
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`;
    if ([...next].length > SLUG_LENGTH) return slug === '' ? [...word].slice(0, SLUG_LENGTH).join('') : slug;
    slug = next;
  }
  return slug;
}

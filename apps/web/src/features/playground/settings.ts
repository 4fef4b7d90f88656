import type { PhotoSet } from './photo-set';

/** What a person has set in the playground. Pure data, so that it can be kept, shared and turned into a pipeline. */
export const MODES = [
  { value: 'images', label: 'Images' },
  { value: 'videos', label: 'Videos' },
  { value: 'chain', label: 'Full chain' },
] as const;
export type Mode = (typeof MODES)[number]['value'];

export const RESOLUTIONS = ['480p', '720p', '1080p'] as const;
export const QUALITIES = ['draft', 'standard', 'high'] as const;
export const ASPECTS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'] as const;
export const STYLES = ['auto', 'realistic', 'anime', 'comic', '3d_render', 'cartoon', 'watercolour', 'noir'] as const;

/** A model as a step names it. */
export interface Choice {
  provider: string;
  model: string;
}

export interface Attachment {
  digest: string;
  name: string;
  kind: 'image' | 'video' | 'audio';
  /** To put into `inputs`. */
  ref: Record<string, unknown>;
}

/** A prompt somebody else wrote out of one's own; used while it is on. */
export interface Variation {
  id: string;
  text: string;
  on: boolean;
}

export interface Settings {
  mode: Mode;
  /** Several are parted by lines of three dashes. */
  words: string;
  /** In place of the words, which stay as they are; undefined while there are none. */
  variations: readonly Variation[] | undefined;
  /** With variations: the words themselves as well. */
  keepOriginal: boolean;
  attachments: readonly Attachment[];
  /** Of each picture, instead of so many images of it. */
  photoSet: PhotoSet | undefined;
  imageModel: Choice | undefined;
  videoModel: Choice | undefined;
  resolution: (typeof RESOLUTIONS)[number];
  /** Seconds. */
  duration: number;
  quality: (typeof QUALITIES)[number];
  aspect: (typeof ASPECTS)[number];
  style: (typeof STYLES)[number];
  /** What pictures made of words are not to show. */
  negative: string;
  /** The same settings and seed give the same result; undefined: another one each time. */
  seed: number | undefined;
  /** Images of each prompt (and picture), and videos of each image. */
  imagesEach: number;
  videosEach: number;
}

export const FIRST_SETTINGS: Settings = {
  mode: 'images',
  words: '',
  variations: undefined,
  keepOriginal: false,
  attachments: [],
  photoSet: undefined,
  imageModel: undefined,
  videoModel: undefined,
  resolution: '720p',
  duration: 5,
  quality: 'standard',
  aspect: '16:9',
  style: 'auto',
  negative: '',
  seed: undefined,
  imagesEach: 1,
  videosEach: 1,
};

export const promptsIn = (words: string): string[] =>
  words
    .split(/^\s*-{3,}\s*$/m)
    .map((prompt) => prompt.trim())
    .filter((prompt) => prompt !== '');

/** The prompts that will be used. */
export function promptsOf({
  words,
  variations,
  keepOriginal,
}: Pick<Settings, 'words' | 'variations' | 'keepOriginal'>) {
  if (!variations) return promptsIn(words);
  const written = variations.filter(({ on, text }) => on && text.trim() !== '').map(({ text }) => text.trim());
  return [...(keepOriginal ? promptsIn(words) : []), ...written];
}

export const imagesOf = ({ attachments }: Pick<Settings, 'attachments'>) =>
  attachments.filter(({ kind }) => kind === 'image');

/** The photo set that is made: only of pictures, and where pictures are. */
export const setOf = (settings: Settings): PhotoSet | undefined =>
  settings.mode !== 'videos' && imagesOf(settings).length > 0 ? settings.photoSet : undefined;

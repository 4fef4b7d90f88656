/** What a person has set in the playground. Pure data, so that it can be kept, shared and turned into a pipeline. */
export const MODES = [
  { value: 'images', label: 'Images' },
  { value: 'videos', label: 'Videos' },
  { value: 'chain', label: 'Full chain' },
] as const;
export type Mode = (typeof MODES)[number]['value'];

export const RESOLUTIONS = ['480p', '720p', '1080p'] as const;
export const QUALITIES = ['draft', 'standard', 'high'] as const;
export const ASPECTS = ['16:9', '9:16', '1:1', '4:3'] as const;

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

export interface Settings {
  mode: Mode;
  /** Several are parted by lines of three dashes. */
  words: string;
  attachments: readonly Attachment[];
  imageModel: Choice | undefined;
  videoModel: Choice | undefined;
  resolution: (typeof RESOLUTIONS)[number];
  /** Seconds. */
  duration: number;
  quality: (typeof QUALITIES)[number];
  aspect: (typeof ASPECTS)[number];
  /** Images of each prompt (and picture), and videos of each image. */
  imagesEach: number;
  videosEach: number;
}

export const FIRST_SETTINGS: Settings = {
  mode: 'images',
  words: '',
  attachments: [],
  imageModel: undefined,
  videoModel: undefined,
  resolution: '720p',
  duration: 5,
  quality: 'standard',
  aspect: '16:9',
  imagesEach: 1,
  videosEach: 1,
};

export const promptsIn = (words: string): string[] =>
  words
    .split(/^\s*-{3,}\s*$/m)
    .map((prompt) => prompt.trim())
    .filter((prompt) => prompt !== '');

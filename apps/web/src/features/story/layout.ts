import type { Pipeline, Step } from '@/api/client';

/** Which steps of a pipeline tell its story; those that are not there are absent. */
export interface Layout {
  /** Where the shots come from: a step, or the input of that name. */
  board: { step: string } | { input: 'shots' };
  story?: string;
  script?: string;
  characters?: string;
  portrait?: string;
  frame?: string;
  video?: string;
  /** Larger videos, where they are made. */
  larger?: string;
}

interface Defined {
  id: string;
  type: string;
  map?: unknown;
}

/** Undefined for a pipeline that has no shots. */
export function layoutOf({ steps, definition }: Pick<Pipeline, 'steps' | 'definition'>): Layout | undefined {
  const defined = (definition.steps ?? []) as Defined[];
  const byType = (...types: string[]) => steps.find(({ step_type }) => types.includes(step_type))?.id;
  const over = (path: string, ...types: string[]) =>
    defined.find(({ map, type }) => map === `{{${path}}}` && types.includes(type))?.id;
  const step = byType('storyboard', 'shotlist');
  const shots = step === undefined ? 'inputs.shots' : `steps.${step}.shots`;
  const frame = over(shots, 't2i');
  if (frame === undefined) return undefined;
  const characters = byType('characters');
  const found = {
    ...{ story: byType('story'), script: byType('script'), characters, frame, video: over(shots, 'i2v') },
    portrait: characters === undefined ? undefined : over(`steps.${characters}.characters`, 't2i'),
    larger: byType('upscale_video'),
  };
  const there = Object.fromEntries(Object.entries(found).filter(([, id]) => id !== undefined));
  return { board: step === undefined ? { input: 'shots' } : { step }, ...there };
}

/** A shot as it is shown. */
export interface Shot {
  prompt: string;
  motion: string;
  /** Seconds. */
  duration: number;
  scene: string;
  /** Size and camera, in words. */
  camera: string;
  narration: string;
  characters: string[];
}

const FIRST_SECONDS = 4;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Shots of a storyboard, of a shot list or of a project. */
export function shotsOf(value: unknown): Shot[] {
  if (!Array.isArray(value)) return [];
  return (value as Record<string, unknown>[]).map((shot) => ({
    prompt: text(shot.image_prompt) || text(shot.prompt),
    motion: text(shot.motion_prompt),
    duration: typeof shot.duration === 'number' ? shot.duration : FIRST_SECONDS,
    scene: text(shot.scene),
    camera: [text(shot.shot_size), text(shot.camera_move)].filter(Boolean).join(', '),
    narration: text(shot.narration),
    characters: Array.isArray(shot.characters) ? shot.characters.map(text) : [],
  }));
}

/** What of a shot was changed and is not made anew yet. */
export interface Edit {
  prompt?: string;
  motion?: string;
}

/** The settings that edits of shots mean, by task. */
export function configOf(
  edits: ReadonlyMap<number, Edit>,
  { frame, video }: Pick<Layout, 'frame' | 'video'>,
): Record<string, Record<string, unknown>> {
  const config: Record<string, Record<string, unknown>> = {};
  for (const [at, { prompt, motion }] of edits) {
    if (frame !== undefined && prompt !== undefined) config[`${frame}[${at}]`] = { prompt };
    const moved = { ...(prompt !== undefined && { prompt }), ...(motion !== undefined && { motion_prompt: motion }) };
    if (video !== undefined && Object.keys(moved).length > 0) config[`${video}[${at}]`] = moved;
  }
  return config;
}

export const totalSeconds = (shots: readonly Shot[]): number => shots.reduce((sum, { duration }) => sum + duration, 0);

/** How a step is going, where there is one. */
export const stepIn = ({ steps }: Pick<Pipeline, 'steps'>, id: string | undefined): Step | undefined =>
  steps.find((step) => step.id === id);

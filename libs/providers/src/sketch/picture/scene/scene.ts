import type { LightName, Palette } from './palettes.js';

export const STYLES = ['realistic', 'anime', 'comic', '3d_render', 'cartoon', 'watercolour', 'noir'] as const;
export type Style = (typeof STYLES)[number];

export const PLACES = [
  'mountains',
  'forest',
  'sea',
  'desert',
  'city',
  'street',
  'village',
  'interior',
  'studio',
  'space',
  'underwater',
  'field',
  'snow',
  'sky',
] as const;
export type Place = (typeof PLACES)[number];

export const WEATHERS = ['clear', 'cloudy', 'rain', 'snow', 'storm', 'fog'] as const;
export type Weather = (typeof WEATHERS)[number];

export const SUBJECTS = [
  'person',
  'portrait',
  'fox',
  'wolf',
  'dog',
  'cat',
  'horse',
  'deer',
  'camel',
  'cow',
  'sheep',
  'lion',
  'bear',
  'eagle',
  'birds',
  'whale',
  'fish',
  'ship',
  'boat',
  'car',
  'train',
  'rocket',
  'plane',
  'balloon',
  'lighthouse',
  'house',
  'castle',
  'windmill',
  'tree',
  'flower',
  'bottle',
  'cup',
  'box',
  'robot',
  'campfire',
  'abstract',
] as const;
export type SubjectKind = (typeof SUBJECTS)[number];

export type Pose = 'stand' | 'walk' | 'run' | 'dance' | 'sit';
export type Expression = 'calm' | 'smile' | 'sad' | 'angry' | 'surprised';
export type Outfit = 'coat' | 'dress' | 'suit' | 'shirt' | 'sweater' | 'robe' | 'armour' | 'spacesuit';
export type Hat = 'none' | 'cap' | 'brim' | 'hood' | 'crown' | 'helmet';

/** What a person looks like: enough to draw the same one again. */
export interface Look {
  woman: boolean;
  age: 'child' | 'young' | 'adult' | 'old';
  skin: string;
  hair: string;
  hairLength: 'bald' | 'short' | 'medium' | 'long';
  beard: boolean;
  glasses: boolean;
  hat: Hat;
  outfit: Outfit;
  outfitColour: string;
  eyes: string;
  expression: Expression;
}

export interface Subject {
  kind: SubjectKind;
  /** Foot (or centre, for what floats) in the frame, 0..1. */
  x: number;
  y: number;
  /** Height as a share of the frame's shorter side. */
  size: number;
  facing: 1 | -1;
  near: number;
  pose: Pose;
  colour?: string;
  look?: Look;
  /** For telling apart two of a kind. */
  seed: number;
}

export interface CameraFacts {
  shot: 'wide' | 'medium' | 'close';
  angle: 'low' | 'eye' | 'high';
}

/** A picture as data: every later step (motion, variation, lighting, depth) works on this and draws again. */
export interface Scene {
  version: 1;
  seed: number;
  prompt: string;
  style: Style;
  place: Place;
  light: LightName;
  tint?: string;
  palette: Palette;
  weather: Weather;
  /** Where the light stands in the frame, 0..1; `kind` none means a soft light from that side. */
  sun: { kind: 'sun' | 'moon' | 'none'; x: number; y: number };
  /** Share of the frame above the horizon. */
  horizon: number;
  camera: CameraFacts;
  subjects: Subject[];
  /** Set when the prompt names something that has no drawing. */
  caption?: string;
}

/** Reads a scene back from its file; anything else is `undefined`. */
export function parseScene(text: string): Scene | undefined {
  try {
    const value = JSON.parse(text) as Partial<Scene> | null;
    const whole =
      value?.version === 1 &&
      typeof value.seed === 'number' &&
      STYLES.includes(value.style as Style) &&
      PLACES.includes(value.place as Place) &&
      typeof value.palette === 'object' &&
      typeof value.sun === 'object' &&
      typeof value.horizon === 'number' &&
      Array.isArray(value.subjects);
    return whole ? (value as Scene) : undefined;
  } catch {
    return undefined;
  }
}

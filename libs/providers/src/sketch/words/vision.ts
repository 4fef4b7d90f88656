import sharp from 'sharp';
import type { Sight } from '#steps';
import type { Scene } from '../picture/scene/scene.js';
import { article } from './text.js';

/** What can be measured in a picture. Shares are 0 to 1. */
export interface Measured {
  width: number;
  height: number;
  /** Mean and spread of the lightness. */
  brightness: number;
  contrast: number;
  /** Strength of the finest edges; about 0.02 is soft, 0.08 crisp. */
  sharpness: number;
  saturation: number;
  /** Shares of pixels without any detail left. */
  black: number;
  white: number;
  /** The most frequent colours, by name. */
  palette: string[];
}

const SIDE = 256;

/** Looks at a picture of any size; takes some milliseconds. */
export async function measure(path: string): Promise<Measured> {
  const picture = sharp(path, { limitInputPixels: 268_402_689 }).autoOrient();
  const { width = 0, height = 0 } = await picture.metadata();
  const fit = { width: SIDE, height: SIDE, fit: 'inside' as const, withoutEnlargement: true };
  const { data, info } = await picture
    .clone()
    .resize(fit)
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = info.width * info.height;
  const grey = new Float32Array(pixels);
  const colours = new Map<string, number>();
  const sums = { light: 0, square: 0, saturation: 0, black: 0, white: 0 };
  for (let at = 0; at < pixels; at++) {
    const [r, g, b] = [0, 1, 2].map((channel) => data[at * info.channels + channel]! / 255) as [number, number, number];
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
    grey[at] = light;
    sums.light += light;
    sums.square += light * light;
    sums.saturation += high === 0 ? 0 : (high - low) / high;
    if (high < 0.02) sums.black++;
    if (low > 0.98) sums.white++;
    const name = colourName(r, g, b);
    colours.set(name, (colours.get(name) ?? 0) + 1);
  }
  const brightness = sums.light / pixels;
  return {
    ...{ width, height, brightness },
    contrast: Math.sqrt(Math.max(0, sums.square / pixels - brightness ** 2)),
    sharpness: edges(grey, info.width, info.height),
    saturation: sums.saturation / pixels,
    ...{ black: sums.black / pixels, white: sums.white / pixels },
    palette: [...colours]
      .filter(([, count]) => count > pixels * 0.04)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 5)
      .map(([name]) => name),
  };
}

/** Mean strength of the Laplacian. */
function edges(grey: Float32Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      sum += Math.abs(4 * grey[at]! - grey[at - 1]! - grey[at + 1]! - grey[at - width]! - grey[at + width]!);
    }
  return sum / Math.max(1, (width - 2) * (height - 2));
}

const HUES: readonly (readonly [number, string])[] = [
  [15, 'red'],
  [45, 'orange'],
  [70, 'yellow'],
  [160, 'green'],
  [200, 'teal'],
  [255, 'blue'],
  [290, 'purple'],
  [340, 'pink'],
  [361, 'red'],
];

function colourName(r: number, g: number, b: number): string {
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (high < 0.12) return 'black';
  if (high - low < 0.1) return high > 0.88 ? 'white' : high < 0.4 ? 'dark grey' : 'grey';
  const turn =
    high === r
      ? ((g - b) / (high - low) + 6) % 6
      : high === g
        ? (b - r) / (high - low) + 2
        : (r - g) / (high - low) + 4;
  const name = HUES.find(([to]) => turn * 60 < to)![1];
  if (name === 'orange' && high < 0.55) return 'brown';
  return high < 0.4 ? `dark ${name}` : high > 0.8 && low > 0.5 ? `pale ${name}` : name;
}

const level = (value: number, steps: readonly [number, string][]) =>
  steps.find(([to]) => value < to)?.[1] ?? steps.at(-1)![1];

/** What the figures say, in words; with the scene of a picture that was drawn here also what it shows. */
export function sightOf(measured: Measured, scene: Scene | undefined): Sight {
  const { width, height, brightness, contrast, sharpness, saturation, palette } = measured;
  const shape = width > height * 1.05 ? 'landscape' : height > width * 1.05 ? 'portrait' : 'square';
  const light = level(brightness, [
    [0.2, 'very dark'],
    [0.4, 'dark'],
    [0.62, 'evenly lit'],
    [0.8, 'bright'],
    [2, 'very bright'],
  ]);
  const crisp = level(sharpness, [
    [0.012, 'blurred'],
    [0.03, 'soft'],
    [0.09, 'sharp'],
    [9, 'very sharp'],
  ]);
  const colour = level(saturation, [
    [0.1, 'almost without colour'],
    [0.3, 'muted'],
    [0.6, 'colourful'],
    [2, 'very colourful'],
  ]);
  const depth = level(contrast, [
    [0.08, 'flat'],
    [0.16, 'of low contrast'],
    [0.28, 'of good contrast'],
    [2, 'of high contrast'],
  ]);
  const shown = scene ? ` It was drawn as ${sceneWords(scene)}.` : '';
  return {
    description:
      `A ${shape} picture of ${width} × ${height} pixels, ${light}, ${crisp}, ${colour} and ${depth}; ` +
      `mostly ${palette.join(', ')}.${shown} Measured, not understood: no model has looked at it.`,
    score: scoreOf(measured),
    tags: [shape, light, crisp, ...palette, ...(scene ? sceneTags(scene) : [])],
    issues: issuesIn(measured),
  };
}

const sceneTags = ({ place, light, weather, style, subjects }: Scene): string[] => [
  ...new Set([place, light, weather, style, ...subjects.map(({ kind }) => kind)]),
];

function sceneWords({ place, light, weather, style, subjects }: Scene): string {
  const kinds = [...new Set(subjects.map(({ kind }) => kind))].map(article);
  const what = kinds.length > 0 ? kinds.join(' and ') : 'a scene without anybody in it';
  return `${what}, place ${place}, light ${light}, weather ${weather}, style ${style.replaceAll('_', ' ')}`;
}

function issuesIn({ width, height, brightness, contrast, sharpness, black, white }: Measured): string[] {
  return [
    ...(Math.min(width, height) < 512 ? ['small: less than 512 pixels on the shorter side'] : []),
    ...(sharpness < 0.012 ? ['blurred, or without detail'] : []),
    ...(brightness < 0.08 ? ['nearly black'] : brightness > 0.93 ? ['nearly white'] : []),
    ...(contrast < 0.05 ? ['hardly any contrast'] : []),
    ...(black > 0.5 ? ['more than half of it is plain black'] : []),
    ...(white > 0.5 ? ['more than half of it is plain white'] : []),
  ];
}

/** Technical quality only: size, sharpness, exposure, contrast, colour. 0 to 100. */
function scoreOf({ width, height, brightness, contrast, sharpness, saturation, black, white }: Measured): number {
  const share = (value: number, full: number) => Math.min(1, Math.max(0, value / full));
  const size = share(Math.min(width, height), 720);
  const exposure = 1 - share(Math.abs(brightness - 0.45), 0.55) ** 2;
  const parts =
    0.2 * size +
    0.3 * share(sharpness, 0.05) +
    0.2 * exposure +
    0.2 * share(contrast, 0.2) +
    0.1 * share(saturation, 0.35);
  return Math.round(100 * parts * (1 - 0.6 * Math.max(0, black - 0.3)) * (1 - 0.6 * Math.max(0, white - 0.3)));
}

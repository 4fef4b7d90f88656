import { fork } from '../../common/random.js';
import { type Rgb, hex, mix, rgb, shift, tinted } from '../draw/colour.js';

export const LIGHTS = [
  'dawn',
  'noon',
  'golden',
  'dusk',
  'night',
  'neon',
  'overcast',
  'storm',
  'underwater',
  'firelight',
  'studio',
  'space',
] as const;
export type LightName = (typeof LIGHTS)[number];

/** The colours everything in a picture is mixed from, as `#rrggbb`. */
export interface Palette {
  zenith: string;
  sky: string;
  horizon: string;
  /** The light source itself. */
  light: string;
  /** What distance fades into. */
  haze: string;
  /** The darkest, nearest colour. */
  ink: string;
  accent: string;
  /** The colour that light gives to things of their own colour. */
  ambient: string;
}

/** How a light behaves, beside its colours. */
export interface LightFacts {
  source: 'sun' | 'moon' | 'none';
  /** Height of the source above the horizon, 0..1 of the sky. */
  elevation: readonly [number, number];
  /** How far things in front of the light turn into silhouettes, 0..1. */
  silhouette: number;
  stars: number;
  cloud: number;
}

const PALETTES: Record<LightName, Palette> = {
  dawn: p('#44639c #a9a6cd #ffd2ae #fff0d6 #eac3b6 #1d2438 #f28f79 #e6cdd0'),
  noon: p('#1d66b8 #62abe6 #d3ebf7 #fffdf0 #bddaec #15303f #f2b632 #ffffff'),
  golden: p('#3d5f96 #c8a78f #ffc163 #fff2c9 #f1bd80 #2a1a1e #e8702a #ffdcae'),
  dusk: p('#191f4d #6a4a8a #ff8763 #ffdcb0 #a9658c #110e25 #ff5f7e #a88bb0'),
  night: p('#040a1d #0d2148 #2d4f84 #eef4ff #22406e #03060f #ffc76a #5a6fa3'),
  neon: p('#080519 #2c0f55 #c7378f #ffd6f2 #5a2a8e #07040f #21e6ff #9a6fd0'),
  overcast: p('#8294a6 #a9b6c0 #d9dedf #f4f4ee #bcc6cc #232c34 #c98a5a #d5dade'),
  storm: p('#131c28 #35475a #7f93a0 #dfeaf0 #5a6f7e #070c12 #e8c56a #8698a8'),
  underwater: p('#7fe0e6 #1d8fb5 #0a4f86 #e4fffb #14679a #04192f #ffb35c #86c5d8'),
  firelight: p('#160b12 #3a1a1c #8f4220 #ffdf9a #5e2a1c #0d0608 #ff9a3c #e8a868'),
  studio: p('#8b8790 #c4bec0 #efe9e4 #ffffff #d8d1cd #2a2528 #d9895b #ffffff'),
  space: p('#02030a #0a0d24 #2b1e55 #fff6e6 #1b2148 #020208 #ff8f5a #b9c0e8'),
};

export const LIGHT_FACTS: Record<LightName, LightFacts> = {
  dawn: { source: 'sun', elevation: [0.08, 0.2], silhouette: 0.35, stars: 0, cloud: 0.45 },
  noon: { source: 'sun', elevation: [0.62, 0.8], silhouette: 0, stars: 0, cloud: 0.45 },
  golden: { source: 'sun', elevation: [0.14, 0.3], silhouette: 0.3, stars: 0, cloud: 0.42 },
  dusk: { source: 'sun', elevation: [0.03, 0.12], silhouette: 0.55, stars: 0.35, cloud: 0.45 },
  night: { source: 'moon', elevation: [0.5, 0.74], silhouette: 0.6, stars: 1, cloud: 0.32 },
  neon: { source: 'moon', elevation: [0.12, 0.3], silhouette: 0.5, stars: 0.7, cloud: 0.36 },
  overcast: { source: 'none', elevation: [0.6, 0.8], silhouette: 0.05, stars: 0, cloud: 0.85 },
  storm: { source: 'none', elevation: [0.6, 0.8], silhouette: 0.4, stars: 0, cloud: 0.95 },
  underwater: { source: 'none', elevation: [0.9, 1], silhouette: 0.25, stars: 0, cloud: 0 },
  firelight: { source: 'none', elevation: [0.3, 0.5], silhouette: 0.3, stars: 0.6, cloud: 0.2 },
  studio: { source: 'none', elevation: [0.6, 0.8], silhouette: 0, stars: 0, cloud: 0 },
  space: { source: 'none', elevation: [0.5, 0.8], silhouette: 0.2, stars: 1, cloud: 0 },
};

function p(colours: string): Palette {
  const [zenith, sky, horizon, light, haze, ink, accent, ambient] = colours.split(' ') as [string, ...string[]];
  return { zenith, sky, horizon, light, haze, ink, accent, ambient } as Palette;
}

/** The palette of a light, turned a little by the seed and pulled towards a named colour. */
export function paletteOf(light: LightName, seed: number, tint?: string): Palette {
  const random = fork(seed, `palette ${light}`);
  const turn = random.range(-0.022, 0.022);
  const chroma = random.range(0.9, 1.12);
  const change = (colour: string): string => {
    const turned: Rgb = shift(rgb(colour), turn, chroma);
    return hex(tint === undefined ? turned : tinted(turned, rgb(tint), 0.86));
  };
  const base = PALETTES[light];
  const palette = Object.fromEntries(Object.entries(base).map(([name, c]) => [name, change(String(c))]));
  const result = palette as unknown as Palette;
  if (tint !== undefined) {
    // A named colour also shows as itself, not only as a cast.
    result.horizon = hex(mix(rgb(result.horizon), rgb(tint), 0.35));
    result.haze = hex(mix(rgb(result.haze), rgb(tint), 0.35));
    result.accent = tint;
  }
  return result;
}

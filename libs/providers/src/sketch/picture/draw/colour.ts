import { clamp } from '../../common/noise.js';

const { cbrt, cos, pow, round, sin } = Math;

/** Channels 0..255 in sRGB. */
export type Rgb = readonly [number, number, number];

export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function hex(colour: Rgb): string {
  return `#${colour
    .map((c) =>
      round(clamp(c, 0, 255))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

const linear = (c: number): number => pow(c / 255, 2.2);
const gamma = (c: number): number => 255 * pow(clamp(c, 0, 1), 1 / 2.2);

type Lab = [number, number, number];

function toLab([r, g, b]: Rgb): Lab {
  const lr = linear(r);
  const lg = linear(g);
  const lb = linear(b);
  const l = cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([L, a, b]: Lab): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Mixes in OKLab, so that a sunset passes through peach and not through mud. */
export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  const k = clamp(t, 0, 1);
  const x = toLab(a);
  const y = toLab(b);
  return fromLab([x[0] + (y[0] - x[0]) * k, x[1] + (y[1] - x[1]) * k, x[2] + (y[2] - x[2]) * k]);
}

/** A surface under coloured light. */
export function lit(surface: Rgb, light: Rgb): Rgb {
  return [(surface[0] * light[0]) / 255, (surface[1] * light[1]) / 255, (surface[2] * light[2]) / 255];
}

export function lighten(colour: Rgb, amount: number): Rgb {
  const lab = toLab(colour);
  return fromLab([clamp(lab[0] + amount, 0, 1), lab[1], lab[2]]);
}

/** Turns the hue (in turns) and scales the colourfulness. */
export function shift(colour: Rgb, turn: number, chroma: number): Rgb {
  const [L, a, b] = toLab(colour);
  const angle = turn * Math.PI * 2;
  const along = cos(angle) * chroma;
  const across = sin(angle) * chroma;
  return fromLab([L, a * along - b * across, a * across + b * along]);
}

/** Takes the hue of `tint`, keeping the lightness. */
export function tinted(colour: Rgb, tint: Rgb, amount: number): Rgb {
  const [L, a, b] = toLab(colour);
  const [, ta, tb] = toLab(tint);
  const strength = 0.35 + 0.65 * sin(Math.PI * clamp(L, 0.08, 0.92));
  return fromLab([L, a + (ta * strength - a) * amount, b + (tb * strength - b) * amount]);
}

export function lightness(colour: Rgb): number {
  return toLab(colour)[0];
}

import { fbm2, noise2, smoothstep } from '../../common/noise.js';
import { fork } from '../../common/random.js';
import { type Rgb, hex, mix, rgb } from '../draw/colour.js';
import { type Layer, type PaintRow, STAGE_HEIGHT } from '../draw/layer.js';
import { ramp } from '../draw/sky.js';
import { type Knot, ellipse, n, outline, path, strand } from '../draw/svg.js';
import { ridgeOf } from '../draw/terrain.js';
import type { Place, PlaceContext } from './context.js';

const { abs, atan2, exp, hypot, max, min, pow, round, sin, sqrt } = Math;

/** Nebula, stars in two depths, a planet with its night side. */
export const space: Place = (c) => {
  const { stage } = c;
  const random = c.random('space');
  const planetLeft = (c.scene.subjects[0]?.x ?? 0.64) > 0.5;
  const radius = random.range(210, 300) * (0.6 + 0.4 * stage.unit);
  const planet = { x: stage.width * (planetLeft ? 0.22 : 0.8), y: random.range(620, 760), radius };
  return [
    { id: 'nebula', near: 0, parts: [{ paint: nebulaPaint(c) }] },
    ...[0, 1, 2].map((set) => starField(c, set)),
    { id: 'planet', near: 0.12, parts: [{ paint: planetPaint(c, planet) }] },
    {
      id: 'moon',
      near: 0.2,
      parts: [{ paint: planetPaint(c, { x: stage.width * (planetLeft ? 0.42 : 0.6), y: 190, radius: radius * 0.16 }) }],
    },
  ];
};

function nebulaPaint(c: PlaceContext): PaintRow {
  const { colours } = c.tones;
  const seed = c.seed('nebula');
  const first = mix(colours.horizon, colours.accent, 0.25);
  const second = mix(colours.haze, rgb('#2a7f9e'), 0.5);
  return (y, x0, dx, count, out) => {
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const wx = x * 0.0021 + fbm2(x * 0.003, y * 0.003, 2, seed + 4) * 0.8;
      const a = fbm2(wx, y * 0.0026, 4, seed);
      const b = fbm2(wx * 1.3 + 9, y * 0.0032 - 4, 3, seed + 8);
      const ka = smoothstep(0.42, 0.82, a);
      const kb = smoothstep(0.48, 0.86, b);
      const dust = 0.45 + 0.55 * smoothstep(0.3, 0.6, fbm2(x * 0.006, y * 0.006, 3, seed + 12));
      const o = i * 4;
      for (let ch = 0; ch < 3; ch++) {
        const v = colours.zenith[ch]! + (first[ch]! * ka * 1.15 + second[ch]! * kb * 0.8) * dust;
        out[o + ch] = min(255, v);
      }
      out[o + 3] = 255;
    }
  };
}

function starField(c: PlaceContext, set: number): Layer {
  const random = c.random(`space stars ${set}`);
  let svg = '';
  for (let i = 0; i < 190; i++) {
    const x = random.range(c.left, c.right);
    const y = random.range(STAGE_HEIGHT - c.bottom, c.bottom);
    const big = random.next() ** 9;
    const r = 0.7 + big * 2.6;
    const colour = hex(
      mix([255, 255, 255], random.pick([c.tones.colours.accent, rgb('#9fc4ff'), rgb('#ffffff')]), 0.5),
    );
    svg += ellipse(x, y, r, r, colour, `opacity="${random.range(0.3, 1).toFixed(2)}"`);
    if (big > 0.4)
      svg +=
        ellipse(x, y, 16, 0.8, colour, 'opacity=".5"') +
        ellipse(x, y, 0.8, 16, colour, 'opacity=".5"') +
        ellipse(x, y, 8, 8, colour, 'opacity=".12"');
  }
  const flicker = { depth: 0.4, seconds: 2.1 + set, phase: 0 };
  return { id: `space stars ${set}`, near: 0.02 + set * 0.035, parts: [{ svg }], motion: { flicker } };
}

interface Ball {
  x: number;
  y: number;
  radius: number;
}

function planetPaint(c: PlaceContext, p: Ball): PaintRow {
  const { tones, stage } = c;
  const random = c.random(`planet ${round(p.radius)}`);
  const base = random.pick<Rgb>([rgb('#c98a5a'), rgb('#5a8ab0'), rgb('#b06a7a'), rgb('#8aa06a')]);
  const land = mix(base, tones.colours.accent, 0.4);
  const cap = mix(base, [255, 255, 255], 0.5);
  const air = mix(tones.colours.light, rgb('#7fb8ff'), 0.6);
  const seed = random.int(0, 0xffff);
  const lx = 0.62 * (tones.lightSide < 0 ? -1 : 1);
  const edge = 1 / stage.scale;
  const banded = random.chance(0.5);
  return (y, x0, dx, count, out) => {
    const v = (y - p.y) / p.radius;
    if (abs(v) > 1.25) return;
    for (let i = 0; i < count; i++) {
      const u = (x0 + i * dx - p.x) / p.radius;
      const r = sqrt(u * u + v * v);
      if (r > 1.25) continue;
      const o = i * 4;
      const lit = u * lx + v * -0.5;
      const inside = 1 - smoothstep(p.radius - edge, p.radius + edge, r * p.radius);
      const z = sqrt(max(0, 1 - r * r));
      const day = smoothstep(-0.22, 0.75, lit + z * 0.62);
      const lon = atan2(u, z) * 1.6;
      const pattern = banded
        ? fbm2(lon * 0.7 + noise2(lon * 2, v * 6, seed) * 0.4, v * 9, 4, seed)
        : fbm2(lon * 2 + 5, v * 3, 5, seed);
      const k = smoothstep(0.42, 0.62, pattern);
      const frost = smoothstep(0.72, 0.9, abs(v) + pattern * 0.15);
      const halo = (r > 1 ? exp(-(r - 1) * 17) : 0) * max(0, 0.25 + lit * 0.8) * 0.75;
      const limb = inside * pow(r, 7) * max(0, 0.2 + lit) * 0.7;
      for (let ch = 0; ch < 3; ch++) {
        let s = base[ch]! + (land[ch]! * 0.75 - base[ch]!) * k;
        s += (cap[ch]! - s) * frost * 0.7;
        s = s * (0.03 + 0.97 * day);
        s += (air[ch]! - s) * limb;
        out[o + ch] = s * inside + air[ch]! * halo;
      }
      out[o + 3] = 255 * inside;
    }
  };
}

/** Light from above, kelp and rocks below, bubbles in between. */
export const underwater: Place = (c) => {
  const { tones } = c;
  const layers: Layer[] = [
    { id: 'deep', near: 0, parts: [{ paint: deepPaint(c) }] },
    {
      id: 'rays',
      near: 0.05,
      light: true,
      parts: [{ paint: rayPaint(c) }],
      motion: {
        flicker: { depth: 0.35, seconds: 4.4, phase: 0 },
        sway: { amplitude: 16, seconds: 7, from: 0, to: 900, wavelength: 2400 },
      },
    },
  ];
  [0.16, 0.3, 0.44, 0.88].forEach((near, i) => {
    const body = mix(
      mix(tones.colours.haze, tones.colours.horizon, 0.3),
      tones.colours.ink,
      [0.12, 0.34, 0.55, 0.86][i]!,
    );
    const terrain = c.terrain(`reef ${i}`, 'hills', near, {
      base: [860, 900, 950, 1060][i]!,
      height: [130, 150, 130, 170][i]!,
      length: 330 + i * 70,
      body,
      bright: mix(body, tones.colours.sky, 0.35),
      relief: 0.9,
      veil: 0.1,
    });
    const svg = kelp(c, i, ridgeOf(terrain), body);
    layers.push({
      ...c.plane(`reef ${i}`, near, terrain, svg),
      motion: {
        sway: { amplitude: 4 + i * 2, seconds: 5, from: STAGE_HEIGHT - 60, to: STAGE_HEIGHT - 420, wavelength: 1500 },
      },
    });
  });
  layers.push(smallFish(c), bubbles(c, 0.35), bubbles(c, 0.7));
  return layers;
};

function deepPaint(c: PlaceContext): PaintRow {
  const { colours } = c.tones;
  const table = ramp([
    [0, mix(colours.zenith, colours.light, 0.3)],
    [0.16, colours.zenith],
    [0.45, colours.sky],
    [0.8, colours.horizon],
    [1, mix(colours.horizon, colours.ink, 0.6)],
  ]);
  const cx = c.stage.width * c.scene.sun.x;
  return (y, x0, dx, count, out) => {
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const r = hypot((x - cx) / (c.stage.width * 0.9), (y + 120) / 1250);
      const at = min(510, max(0, r * 470)) | 0;
      const o = i * 4;
      for (let ch = 0; ch < 3; ch++) out[o + ch] = table[at * 3 + ch]!;
      out[o + 3] = 255;
    }
  };
}

function rayPaint(c: PlaceContext): PaintRow {
  const { colours } = c.tones;
  const cx = c.stage.width * c.scene.sun.x;
  const seed = c.seed('rays');
  return (y, x0, dx, count, out) => {
    const fade = exp(-max(0, y) / 420) * 0.42;
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const angle = atan2(x - cx, y + 320);
      const beam = smoothstep(0.45, 0.85, noise2(angle * 19, 0.5, seed) * 0.65 + noise2(angle * 47, 3.5, seed) * 0.35);
      const surface =
        y < 130 ? smoothstep(0.5, 0.8, fbm2(x * 0.012, y * 0.03, 3, seed + 2)) * (1 - max(0, y) / 130) * 0.6 : 0;
      const k = beam * fade * exp(-angle * angle * 1.3) + surface * 0.5;
      const o = i * 4;
      for (let ch = 0; ch < 3; ch++) out[o + ch] = colours.light[ch]! * k;
    }
  };
}

function kelp(c: PlaceContext, index: number, ridge: (x: number) => number, body: Rgb): string {
  const random = c.random(`kelp ${index}`);
  let svg = '';
  const leaf = mix(body, c.tones.local(rgb('#4f8a5a'), 0.7), 0.3);
  for (let x = c.left; x < c.right; x += random.range(26, 150)) {
    const y = ridge(x) + 8;
    const height = random.range(80, 200) * (0.6 + index * 0.22);
    if (random.chance(0.35)) {
      svg += coral(
        x,
        y,
        height * 0.5,
        hex(
          mix(
            body,
            c.tones.local(random.pick([rgb('#e0705a'), rgb('#d88ab0'), rgb('#e0b060')]), 0.6),
            0.45 - index * 0.08,
          ),
        ),
        random,
      );
      continue;
    }
    const knots: Knot[] = [];
    for (let k = 0; k <= 6; k++) knots.push([x + sin(k * 1.1 + x) * 10 + random.range(-3, 3), y - (height * k) / 6]);
    const back = knots.toReversed().map(([kx, ky]): Knot => [kx + 5 + random.range(0, 5), ky]);
    svg += path(outline([...knots, ...back]), hex(mix(leaf, c.tones.colours.ink, random.range(0, 0.25))));
  }
  return svg;
}

function coral(
  x: number,
  y: number,
  height: number,
  colour: string,
  random: { range: (a: number, b: number) => number },
): string {
  let d = '';
  for (let i = -2; i <= 2; i++) {
    const lean = i * height * 0.24 + random.range(-6, 6);
    d += strand([
      [x, y],
      [x + lean * 0.4, y - height * 0.45],
      [x + lean, y - height * random.range(0.75, 1)],
    ]);
  }
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(height * 0.13)}" stroke-linecap="round"/>`;
}

function smallFish(c: PlaceContext): Layer {
  const random = fork(c.scene.seed, 'small fish');
  const cx = c.stage.width * random.range(0.2, 0.8);
  const cy = random.range(240, 520);
  let d = '';
  for (let i = 0; i < 26; i++) {
    const x = cx + random.range(-1, 1) * 210;
    const y = cy + random.range(-1, 1) * 70;
    const l = random.range(7, 13);
    d += `M${n(x + l)} ${n(y)}Q${n(x)} ${n(y - l * 0.45)} ${n(x - l * 0.7)} ${n(y)}L${n(x - l * 1.25)} ${n(y - l * 0.35)}L${n(x - l * 1.1)} ${n(y)}L${n(x - l * 1.25)} ${n(y + l * 0.35)}L${n(x - l * 0.7)} ${n(y)}Q${n(x)} ${n(y + l * 0.45)} ${n(x + l)} ${n(y)}Z`;
  }
  return {
    id: 'small fish',
    near: 0.24,
    parts: [{ svg: path(d, hex(mix(c.tones.colours.horizon, c.tones.colours.ink, 0.3)), 'opacity=".75"') }],
    motion: { drift: [14, -1] },
  };
}

function bubbles(c: PlaceContext, near: number): Layer {
  const random = c.random(`bubbles ${near}`);
  let svg = '';
  for (let i = 0; i < 34; i++) {
    const x = random.range(0, c.stage.width);
    const y = random.range(0, STAGE_HEIGHT);
    const r = random.range(1.5, 7) * (0.4 + near);
    svg +=
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="#fff" fill-opacity=".07" stroke="#fff" stroke-opacity=".4" stroke-width="1"/>` +
      ellipse(x - r * 0.3, y - r * 0.35, r * 0.25, r * 0.2, '#fff', 'opacity=".7"');
  }
  return { id: `bubbles ${near}`, near, parts: [{ svg }], motion: { drift: [0, -34 * (0.5 + near)], wrap: true } };
}

import { fbm2, noise2, smoothstep } from '../../common/noise.js';
import { fork } from '../../common/random.js';
import { LIGHT_FACTS } from '../scene/palettes.js';
import { type Rgb, hex, mix } from './colour.js';
import { type Layer, type PaintRow, REACH, type Stage, STAGE_HEIGHT } from './layer.js';
import { ellipse } from './svg.js';
import type { Tones } from './tones.js';

const { abs, hypot, max, min, round, sin } = Math;

const STEPS = 512;

/** A run of colours sampled finely, as floats. */
export function ramp(stops: readonly (readonly [number, Rgb])[]): Float32Array {
  const table = new Float32Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    const t = i / (STEPS - 1);
    let k = 1;
    while (k < stops.length - 1 && t > stops[k]![0]) k++;
    const [fromAt, from] = stops[k - 1]!;
    const [toAt, to] = stops[k]!;
    const colour = mix(from, to, smoothed((t - fromAt) / (toAt - fromAt)));
    table.set(colour, i * 3);
  }
  return table;
}

const smoothed = (t: number): number => 0.5 * t + 0.5 * t * t * (3 - 2 * t);

export function skyLayers(tones: Tones, stage: Stage): Layer[] {
  const { scene } = tones;
  const facts = LIGHT_FACTS[scene.light];
  const layers: Layer[] = [{ id: 'sky', near: 0, parts: [{ paint: skyPaint(tones, stage) }] }];
  const veil = { clear: 1, cloudy: 0.5, rain: 0, snow: 0.2, storm: 0, fog: 0.15 }[scene.weather];
  if (facts.stars * veil > 0.05) layers.push(...starLayers(tones, stage, facts.stars * veil));
  if (scene.sun.kind !== 'none') layers.push(discLayer(tones, stage));
  const cover = { clear: facts.cloud * 0.8, cloudy: 0.62, rain: 0.85, snow: 0.7, storm: 0.95, fog: 0.5 }[scene.weather];
  if (cover > 0.05) {
    layers.push(cloudLayer(tones, stage, { cover, near: 0.03, size: 1, seed: 11, speed: 5 }));
    layers.push(cloudLayer(tones, stage, { cover: cover * 0.86, near: 0.07, size: 1.7, seed: 29, speed: 9 }));
  }
  return layers;
}

function skyPaint(tones: Tones, stage: Stage): PaintRow {
  const { scene, colours } = tones;
  const horizon = scene.horizon * STAGE_HEIGHT;
  const veiled = scene.weather === 'rain' || scene.weather === 'fog' ? 0.45 : 0;
  const zenith = mix(colours.zenith, colours.haze, veiled);
  const table = ramp([
    [0, mix(zenith, [0, 0, 0], 0.08)],
    [0.3, mix(zenith, colours.sky, 0.45)],
    [0.66, colours.sky],
    [1, colours.horizon],
  ]);
  const glowOn = scene.sun.kind === 'none' ? 0.35 : scene.sun.kind === 'moon' ? 0.5 : 1;
  const [lr, lg, lb] = mix(colours.light, colours.horizon, 0.25);
  const sx = scene.sun.x * stage.width;
  const sy = scene.sun.y * STAGE_HEIGHT;
  const warp = scene.seed & 0xffff;
  return (y, x0, dx, count, out) => {
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const bend = (noise2(x * 0.002, y * 0.003, warp) - 0.5) * 0.07;
      const t = min(1, max(0, (y + 160) / (horizon + 190) + bend));
      const at = t * (STEPS - 1);
      const k = min(STEPS - 2, at | 0) * 3;
      const f = at - ((at | 0) < STEPS - 1 ? at | 0 : STEPS - 2);
      const r2 = (x - sx) * (x - sx) + (y - sy) * (y - sy) * 1.35;
      const near = glowOn * (0.5 / (1 + r2 / 9000) + 0.42 / (1 + r2 / 90000));
      const o = i * 4;
      const r = table[k]! + (table[k + 3]! - table[k]!) * f;
      const g = table[k + 1]! + (table[k + 4]! - table[k + 1]!) * f;
      const b = table[k + 2]! + (table[k + 5]! - table[k + 2]!) * f;
      out[o] = r + (lr - r) * near;
      out[o + 1] = g + (lg - g) * near;
      out[o + 2] = b + (lb - b) * near;
      out[o + 3] = 255;
    }
  };
}

/** Two sets of stars that twinkle out of step. */
function starLayers(tones: Tones, stage: Stage, amount: number): Layer[] {
  const { scene, colours } = tones;
  return [0, 1].map((set) => {
    const random = fork(scene.seed, `stars ${set}`);
    let svg = '';
    const count = round(150 * amount * (0.6 + stage.width / 1800));
    for (let i = 0; i < count; i++) {
      const x = random.range(-REACH * stage.width, (1 + REACH) * stage.width);
      const y = random.range(-REACH * STAGE_HEIGHT, scene.horizon * STAGE_HEIGHT * 1.05);
      const fade = 1 - smoothstep(0.35, 1.02, y / (scene.horizon * STAGE_HEIGHT));
      const big = random.next() ** 7;
      const opacity = ((0.25 + 0.7 * random.next()) * fade).toFixed(2);
      const colour = hex(mix(colours.light, random.chance(0.3) ? colours.accent : [255, 255, 255], 0.5));
      svg += ellipse(x, y, 0.75 + 1.9 * big, 0.75 + 1.9 * big, colour, `opacity="${opacity}"`);
      if (big > 0.5) svg += ellipse(x, y, 7, 7, colour, `opacity="${(0.12 * fade).toFixed(2)}"`);
    }
    const flicker = { depth: 0.45, seconds: 2.3 + set * 1.4, phase: 0 };
    return { id: `stars ${set}`, near: 0.005, parts: [{ svg }], motion: { flicker } };
  });
}

function discLayer(tones: Tones, stage: Stage): Layer {
  const { scene } = tones;
  const moon = scene.sun.kind === 'moon';
  const outrun = scene.light === 'neon';
  const radius = (outrun ? 150 : moon ? 44 : scene.light === 'noon' ? 40 : 52) * (0.55 + 0.45 * stage.unit);
  const x = scene.sun.x * stage.width;
  const y = outrun ? scene.horizon * STAGE_HEIGHT - radius * 0.86 : scene.sun.y * STAGE_HEIGHT;
  const paint = outrun ? stripedSun(tones, x, y, radius, stage) : disc(tones, x, y, radius, moon, stage);
  return { id: 'disc', near: 0.01, parts: [{ paint }] };
}

function disc(tones: Tones, cx: number, cy: number, radius: number, moon: boolean, stage: Stage): PaintRow {
  const { colours, scene } = tones;
  const core = mix(colours.light, [255, 255, 255], moon ? 0.2 : 0.45);
  const sea = mix(core, colours.sky, 0.3);
  const halo = mix(colours.light, colours.horizon, 0.3);
  const edge = 0.7 / stage.scale;
  const reach = radius * 4.2;
  return (y, x0, dx, count, out) => {
    if (abs(y - cy) > reach) return;
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const r = hypot(x - cx, y - cy);
      if (r > reach) continue;
      const inside = 1 - smoothstep(radius - edge, radius + edge, r);
      const away = max(0, (r - radius) / (reach - radius));
      const ring = (1 - inside) * (moon ? 0.34 : 0.6) * (1 - away) ** 3;
      const spot = moon ? smoothstep(0.48, 0.66, fbm2(x * 0.045, y * 0.045, 3, scene.seed)) * 0.75 : 0;
      const alpha = inside + ring;
      const o = i * 4;
      for (let c = 0; c < 3; c++) {
        const face = core[c]! + (sea[c]! - core[c]!) * spot;
        out[o + c] = face * inside + halo[c]! * ring;
      }
      out[o + 3] = 255 * alpha;
    }
  };
}

/** The sun of the neon eighties: a gradient cut by bars that widen downwards. */
function stripedSun(tones: Tones, cx: number, cy: number, radius: number, stage: Stage): PaintRow {
  const { colours } = tones;
  const top = mix(colours.light, [255, 220, 120], 0.45);
  const foot = mix(colours.horizon, [255, 60, 140], 0.4);
  const edge = 0.8 / stage.scale;
  const reach = radius * 2.4;
  return (y, x0, dx, count, out) => {
    if (abs(y - cy) > reach) return;
    const down = (y - cy) / radius;
    const bar = down > -0.1 ? sin((down + 0.1) * 27) : 1;
    const width = 0.16 + down * 0.85;
    const open = down > -0.1 ? smoothstep(-0.06, 0.06, bar + 1 - 2 * min(0.5, width * 0.62)) : 1;
    const face = mix(top, foot, (down + 1) / 2);
    for (let i = 0; i < count; i++) {
      const r = hypot(x0 + i * dx - cx, y - cy);
      if (r > reach) continue;
      const inside = (1 - smoothstep(radius - edge, radius + edge, r)) * open;
      const ring = r > radius ? 0.4 * (1 - (r - radius) / (reach - radius)) ** 3 : 0.4 * (1 - open);
      const o = i * 4;
      const alpha = inside + ring * (1 - inside);
      for (let c = 0; c < 3; c++) out[o + c] = face[c]! * inside + foot[c]! * ring * (1 - inside);
      out[o + 3] = 255 * alpha;
    }
  };
}

interface CloudBank {
  cover: number;
  near: number;
  size: number;
  seed: number;
  speed: number;
}

/** Clouds from warped noise, thinner towards the horizon, lit from where the light stands. */
function cloudLayer(tones: Tones, stage: Stage, bank: CloudBank): Layer {
  const { scene, colours } = tones;
  const heavy = scene.weather === 'storm' || scene.weather === 'rain' || scene.light === 'overcast';
  const bright = mix(
    mix(colours.light, colours.horizon, tones.dark ? 0.75 : 0.25),
    colours.sky,
    tones.dark ? 0.55 : 0.05,
  );
  const under = mix(colours.sky, heavy ? colours.zenith : colours.haze, heavy ? 0.75 : 0.4);
  const horizon = scene.horizon * STAGE_HEIGHT;
  const seed = scene.seed + bank.seed;
  const threshold = 0.64 - bank.cover * 0.26;
  const towards = scene.sun.x * stage.width;
  const solid = heavy ? 0.95 : tones.dark ? 0.5 : 0.86;
  const paint: PaintRow = (y, x0, dx, count, out) => {
    const height = (y + 120) / (horizon + 120);
    const band = smoothstep(0, 0.12, height + 0.1) * (1 - smoothstep(0.72, 1.02, height));
    if (band <= 0) return;
    // Perspective: clouds flatten and shrink towards the horizon.
    const squeeze = 1 / (1.15 - min(1, max(0, height)) * 0.75);
    const fy = y * 0.0042 * squeeze * bank.size;
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const fx = (x - stage.width / 2) * 0.0017 * squeeze * bank.size;
      const wx = fx + 0.5 * noise2(fx * 2, fy * 2, seed + 5);
      const density = fbm2(wx, fy, 5, seed);
      const body = smoothstep(threshold, threshold + 0.2, density) * band;
      if (body <= 0.004) continue;
      const lean = x < towards ? 0.05 : -0.05;
      const shaded = fbm2(wx + lean, fy - 0.09, 3, seed);
      const shine = min(1, max(0, 0.5 + (density - shaded) * 3.4 + (1 - body) * 0.35));
      const alpha = body * solid;
      const o = i * 4;
      for (let c = 0; c < 3; c++) out[o + c] = (under[c]! + (bright[c]! - under[c]!) * shine) * alpha;
      out[o + 3] = alpha * 255;
    }
  };
  return {
    id: `clouds ${bank.seed}`,
    near: bank.near,
    coarse: true,
    parts: [{ paint }],
    motion: { drift: [bank.speed * (scene.seed % 2 === 0 ? 1 : -1), 0] },
  };
}

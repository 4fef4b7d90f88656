import { fork } from '../../common/random.js';
import type { Scene } from '../scene/scene.js';
import { hex, mix } from './colour.js';
import { type Layer, type Stage, STAGE_HEIGHT } from './layer.js';
import { ellipse, escapeXml, n, path } from './svg.js';
import type { Tones } from './tones.js';

const DEPTHS = [0.25, 0.55, 0.95] as const;

/** Rain or snow in three depths. They repeat, so each has speed enough to cross the frame for ever. */
export function weatherLayers(tones: Tones, stage: Stage): Layer[] {
  const { scene } = tones;
  if (['interior', 'studio', 'underwater', 'space'].includes(scene.place)) return [];
  if (scene.weather === 'rain' || scene.weather === 'storm') return DEPTHS.map((d, i) => rain(tones, stage, d, i));
  const falling =
    scene.weather === 'snow' ||
    (scene.place === 'snow' && scene.light !== 'noon') ||
    /snow(ing|y|fall)/i.test(scene.prompt);
  return falling ? DEPTHS.map((d, i) => snowfall(tones, stage, d, i)) : [];
}

function rain(tones: Tones, stage: Stage, near: number, index: number): Layer {
  const random = fork(tones.scene.seed, `rain ${index}`);
  const length = 26 + index * 34;
  const slant = -0.16;
  const count = Math.round((210 - index * 60) * (stage.width / 1778));
  const colour = hex(mix(tones.colours.light, tones.colours.haze, 0.25));
  let d = '';
  for (let i = 0; i < count; i++) {
    const x = random.range(0, stage.width);
    const y = random.range(0, STAGE_HEIGHT);
    const l = length * random.range(0.6, 1.2);
    // Drawn twice where it crosses the edge, as the plane repeats.
    for (const oy of y + l > STAGE_HEIGHT ? [0, -STAGE_HEIGHT] : [0])
      d += `M${n(x)} ${n(y + oy)}l${n(l * slant)} ${n(l)}`;
  }
  const svg = `<path d="${d}" stroke="${colour}" stroke-width="${n(0.9 + index * 0.75)}" stroke-linecap="round" fill="none" opacity="${(0.3 - index * 0.055).toFixed(2)}"/>`;
  const speed = 900 + index * 520;
  return {
    id: `rain ${index}`,
    near: 0.3 + near * 0.66,
    parts: [{ svg }],
    motion: { drift: [speed * slant, speed], wrap: true },
  };
}

function snowfall(tones: Tones, stage: Stage, near: number, index: number): Layer {
  const random = fork(tones.scene.seed, `snow ${index}`);
  const count = Math.round((170 - index * 50) * (stage.width / 1778));
  let svg = '';
  for (let i = 0; i < count; i++) {
    const r = (1.3 + index * 1.9) * random.range(0.6, 1.3);
    const opacity = (random.range(0.5, 0.95) - index * 0.16).toFixed(2);
    svg += ellipse(
      random.range(6, stage.width - 6),
      random.range(6, STAGE_HEIGHT - 6),
      r,
      r,
      '#fff',
      `opacity="${opacity}"`,
    );
    if (index === 2)
      svg += ellipse(
        random.range(14, stage.width - 14),
        random.range(14, STAGE_HEIGHT - 14),
        r * 1.9,
        r * 1.9,
        '#fff',
        'opacity=".12"',
      );
  }
  const speed = 46 + index * 44;
  return {
    id: `snow ${index}`,
    near: 0.3 + near * 0.66,
    parts: [{ svg }],
    motion: {
      drift: [-14 - index * 9, speed],
      wrap: true,
      sway: { amplitude: 7 + index * 5, seconds: 3.7 + index, from: -1, to: 0, wavelength: 640 },
    },
  };
}

/** A bolt far off, when it storms. */
export function lightningLayer(scene: Scene, tones: Tones, stage: Stage): Layer[] {
  if (scene.weather !== 'storm' || scene.place === 'interior') return [];
  const random = fork(scene.seed, 'lightning');
  let x = (scene.subjects[0]?.x ?? 0.3) < 0.5 ? stage.width * 0.76 : stage.width * 0.22;
  let y = -20;
  let d = `M${n(x)} ${n(y)}`;
  let twigs = '';
  const end = scene.horizon * STAGE_HEIGHT;
  while (y < end) {
    x += random.range(-34, 34);
    y += random.range(18, 46);
    d += `L${n(x)} ${n(y)}`;
    if (random.chance(0.28))
      twigs += `M${n(x)} ${n(y)}l${n(random.range(-70, 70))} ${n(random.range(30, 80))}l${n(random.range(-30, 30))} ${n(random.range(20, 50))}`;
  }
  const bolt = (w: number, o: number): string =>
    `<path d="${d}" fill="none" stroke="${hex(mix(tones.colours.light, [200, 220, 255], 0.4))}" stroke-width="${w}" opacity="${o}" stroke-linejoin="round"/>`;
  const svg =
    bolt(26, 0.06) +
    bolt(12, 0.12) +
    bolt(5, 0.3) +
    bolt(2.2, 1) +
    path(twigs, 'none', `stroke="${hex(tones.colours.light)}" stroke-width="1.1" opacity=".7"`);
  return [
    {
      id: 'lightning',
      near: 0.04,
      light: true,
      parts: [{ svg }],
      motion: { flicker: { depth: 1, seconds: 2.9, phase: 0, rough: true } },
    },
  ];
}

/** The word of something that has no drawing, small and honest. */
export function captionLayer(scene: Scene, tones: Tones, stage: Stage): Layer[] {
  if (scene.caption === undefined) return [];
  const size = Math.min(24, (stage.width * 0.8) / Math.max(6, scene.caption.length));
  const fill = hex(mix(tones.colours.ink, tones.colours.haze, 0.2));
  const svg = `<text x="${n(stage.width / 2)}" y="950" font-family="DejaVu Sans, sans-serif" font-size="${n(size)}" letter-spacing="5" text-anchor="middle" fill="${fill}" opacity=".8">${escapeXml(scene.caption)}</text>`;
  return [{ id: 'caption', near: 0.5, parts: [{ svg }] }];
}

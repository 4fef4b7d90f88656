import { fbm2, noise2, smoothstep } from '../../common/noise.js';
import { type Rgb, mix } from '../draw/colour.js';
import type { PaintRow } from '../draw/layer.js';
import type { PlaceContext } from './context.js';

const { abs, exp, floor, log, max, min, round } = Math;

export interface Ground {
  top: number;
  far: Rgb;
  near: Rgb;
  /** Wet ground mirrors the colours of the lights, in streaks. */
  wet: number;
  /** Paving joints, 0..1. */
  joints: number;
}

/** A level floor in perspective: gradient, texture, paving, reflections. */
export function groundPaint(c: PlaceContext, g: Ground): PaintRow {
  const { tones, stage } = c;
  const deep = c.bottom - g.top;
  const seed = c.seed('ground');
  const lights: readonly Rgb[] = [tones.colours.accent, tones.colours.horizon, tones.lamp, tones.hue(0.33, 1.1)];
  const glare = mix(tones.colours.light, tones.colours.horizon, 0.4);
  const path = c.scene.sun.x * stage.width;
  const sunny = c.scene.sun.kind === 'none' ? 0 : 0.35 + g.wet * 0.3;
  const middle = stage.width / 2;
  return (y, x0, dx, count, out) => {
    const down = (y - g.top) / deep;
    const cover = (y - g.top) / dx + 0.5;
    if (cover <= 0) return;
    const edge = min(1, cover);
    const depth = max(0.004, down);
    const z = 1 / (0.05 + depth);
    const t = smoothstep(0, 0.9, depth);
    const rowJoint = abs(((log(depth + 0.05) * 9) % 1) + 1) % 1;
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const fx = (x - middle) * z;
      const rough = fbm2(fx * 0.012, z * 2.6, 3, seed) - 0.5;
      const o = i * 4;
      const streak = g.wet > 0.3 ? smoothstep(0.5, 0.8, noise2(x * 0.011, y * 0.003, seed + 3)) * (0.45 + rough) : 0;
      const hue = lights[floor(noise2(x * 0.005, 3.3, seed + 5) * 3.99)]!;
      const sun = exp(-(((x - path) / (70 + depth * 260)) ** 2)) * sunny * (1 - depth * 0.6) * (0.7 + rough);
      const joint = g.joints > 0 ? pavingJoint(fx, rowJoint, z, seed) * g.joints : 0;
      for (let ch = 0; ch < 3; ch++) {
        let v = g.far[ch]! + (g.near[ch]! - g.far[ch]!) * t;
        v *= 1 + rough * 0.3;
        v += (tones.colours.ink[ch]! - v) * joint * 0.4;
        v += (hue[ch]! - v) * streak * g.wet * 0.75 * (1 - depth * 0.5);
        v += (glare[ch]! - v) * max(0, sun);
        out[o + ch] = min(255, max(0, v)) * edge;
      }
      out[o + 3] = 255 * edge;
    }
  };
}

function pavingJoint(fx: number, rowJoint: number, z: number, seed: number): number {
  if (z > 11) return 0;
  const row = rowJoint < 0.09 ? 1 : 0;
  const u = fx * 0.011 + noise2(floor(rowJoint * 3), 1, seed) * 0.2;
  const column = abs(u - round(u)) < 0.035 ? 0.8 : 0;
  return max(row, column) * min(1, (11 - z) / 5);
}

import { fbm2, smoothstep } from '../../common/noise.js';
import { type Rgb } from './colour.js';
import type { Layer, PaintRow, Stage } from './layer.js';

export interface Mist {
  id: string;
  near: number;
  colour: Rgb;
  /** The band in stage y; it is densest at its middle and ends in nothing at both edges. */
  top: number;
  bottom: number;
  density: number;
  seed: number;
  speed: number;
  /** Stage units of one billow. */
  size?: number;
}

/** A bank of mist: noise inside a band whose edges are gradients. */
export function mistLayer(mist: Mist, _stage: Stage): Layer {
  const f = 1 / (mist.size ?? 300);
  const middle = (mist.top + mist.bottom) / 2;
  const paint: PaintRow = (y, x0, dx, count, out) => {
    if (y < mist.top || y > mist.bottom) return;
    const band = smoothstep(mist.top, middle, y) * (1 - smoothstep(middle, mist.bottom, y));
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const billow = fbm2(x * f, y * f * 3.2, 4, mist.seed);
      const alpha = band * mist.density * smoothstep(0.22, 0.78, billow);
      const o = i * 4;
      out[o] = mist.colour[0] * alpha;
      out[o + 1] = mist.colour[1] * alpha;
      out[o + 2] = mist.colour[2] * alpha;
      out[o + 3] = 255 * alpha;
    }
  };
  return { id: mist.id, near: mist.near, coarse: true, parts: [{ paint }], motion: { drift: [mist.speed, 0] } };
}

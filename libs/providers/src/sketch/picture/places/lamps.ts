import { hex, mix } from '../draw/colour.js';
import { type Layer, STAGE_HEIGHT } from '../draw/layer.js';
import { glow, n, path, polygon, rect } from '../draw/svg.js';
import type { PlaceContext } from './context.js';

/** Street lamps; at night each with its pool of light. */
export function lampPosts(c: PlaceContext): Layer[] {
  const { tones, stage, horizon } = c;
  const k = 0.5 + 0.5 * stage.unit;
  let posts = '';
  let shine = '';
  for (const x of [stage.width * 0.1, stage.width * 0.91]) {
    const base = horizon + (STAGE_HEIGHT - horizon) * 0.5;
    const top = base - 400 * k;
    const ink = hex(mix(tones.colours.ink, tones.plane(0.6), 0.2));
    posts +=
      path(
        `M${n(x - 5 * k)} ${n(base)}L${n(x - 2.6 * k)} ${n(top)}H${n(x + 2.6 * k)}L${n(x + 5 * k)} ${n(base)}Z`,
        ink,
      ) + rect(x - 11 * k, base - 8, 22 * k, 10, ink);
    posts += polygon(
      [
        [x - 14 * k, top - 42 * k],
        [x + 14 * k, top - 42 * k],
        [x + 8 * k, top],
        [x - 8 * k, top],
      ],
      hex(tones.dark || tones.silhouette > 0.2 ? tones.lamp : tones.colours.haze),
    );
    posts += path(
      `M${n(x - 17 * k)} ${n(top - 41 * k)}Q${n(x)} ${n(top - 66 * k)} ${n(x + 17 * k)} ${n(top - 41 * k)}Z`,
      ink,
    );
    if (tones.dark || tones.silhouette > 0.2) {
      shine +=
        glow(x, top - 22 * k, 170 * k, 170 * k, hex(tones.lamp), 0.5) +
        glow(x, base, 190 * k, 34 * k, hex(tones.lamp), 0.4);
    }
  }
  const layers: Layer[] = [{ id: 'lamps', near: 0.48, parts: [{ svg: posts }] }];
  if (shine !== '')
    layers.push({
      id: 'lamp light',
      near: 0.48,
      light: true,
      parts: [{ svg: shine }],
      motion: { flicker: { depth: 0.2, seconds: 2.2, phase: 0, rough: true } },
    });
  return layers;
}

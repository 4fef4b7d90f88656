import { hex, mix } from '../draw/colour.js';
import type { Layer } from '../draw/layer.js';
import { glow, n, polygon } from '../draw/svg.js';
import type { Place, PlaceContext } from './context.js';
import { groundPaint } from './ground.js';
import { lampPosts } from './lamps.js';
import { type Row, cityHaze, skyline } from './town.js';
import { WALLS, squareGround } from './village.js';

/** A street between house fronts that run to a vanishing point. */
export const street: Place = (c) => {
  const { tones, horizon, stage } = c;
  const vanish = stage.width * 0.5;
  const layers: Layer[] = [];
  const far = c.random('street far');
  const row: Row = {
    base: horizon + 4,
    height: 240,
    width: [30, 60],
    colour: mix(tones.plane(0.25), tones.colours.horizon, 0.3),
    side: tones.plane(0.35),
    lights: tones.dark ? 0.4 : 0.05,
    windows: true,
    signs: false,
  };
  layers.push({ id: 'street end', near: 0.1, parts: [{ svg: skyline(c, row, far).body }] });
  layers.push(cityHaze(c, 0, 0.13, horizon + 10));
  layers.push({
    id: 'road',
    near: 0.3,
    parts: [
      {
        paint: groundPaint(c, {
          ...squareGround(c, horizon),
          joints: 0.6,
          wet: c.scene.weather === 'rain' || c.scene.light === 'neon' ? 1 : 0.2,
        }),
      },
    ],
  });
  for (const side of [-1, 1] as const) layers.push(...facade(c, side, vanish));
  layers.push(...lampPosts(c));
  return layers;
};

/** One side of the street: house fronts in perspective, nearest last. */
function facade(c: PlaceContext, side: -1 | 1, vanish: number): Layer[] {
  const { tones, horizon, stage } = c;
  const random = c.random(`facade ${side}`);
  const reach = stage.width * 0.5 + (c.right - stage.width) + 60;
  let body = '';
  let shine = '';
  const depths = [0.14, 0.19, 0.26, 0.36, 0.5, 0.7, 1];
  const dark = tones.lightSide === side ? 0.3 : 0.12;
  for (let i = 0; i < depths.length - 1; i++) {
    const [a, b] = [depths[i]!, depths[i + 1]!];
    const tall = random.range(0.8, 1.15) * 900;
    const wall = mix(tones.local(random.pick(WALLS), 0.3 + b * 0.5), tones.colours.ink, dark + 0.1);
    const at = (t: number, up: number): [number, number] => [vanish + side * reach * t, horizon + 330 * t - up * t];
    const quad = (t0: number, t1: number, low: number, high: number): [number, number][] => [
      at(t0, low),
      at(t1, low),
      at(t1, high),
      at(t0, high),
    ];
    const veil = mix(wall, tones.colours.haze, Math.max(0, 0.62 - b));
    body +=
      polygon(quad(a, b, 0, tall), hex(veil)) +
      polygon(quad(a, b, tall, tall * 1.05), hex(mix(veil, tones.colours.ink, 0.5)));
    for (let floor = 0; floor < 4; floor++) {
      for (let k = 0; k < 3; k++) {
        const t0 = a + (b - a) * (0.12 + k * 0.3);
        const t1 = a + (b - a) * (0.3 + k * 0.3);
        const low = 70 + floor * 200;
        if (low + 130 > tall) continue;
        const burning = random.chance(tones.dark ? 0.5 : tones.silhouette > 0.25 ? 0.3 : 0.04);
        body += polygon(
          quad(t0, t1, low, low + 120),
          hex(burning ? mix(tones.lamp, veil, 0.12) : mix(veil, tones.colours.ink, 0.45)),
        );
        if (burning) shine += glow(...at((t0 + t1) / 2, low + 60), 90 * b, 90 * b, hex(tones.lamp), 0.22);
      }
    }
    const neon = c.scene.light === 'neon' || (tones.dark && random.chance(0.4));
    if (neon) {
      const colour = hex(random.pick([tones.colours.accent, tones.hue(0.33, 1.2), tones.colours.horizon]));
      const t = a + (b - a) * random.range(0.2, 0.5);
      const q = quad(t, t + (b - a) * 0.28, 230, 430 + random.range(0, 120));
      shine +=
        polygon(q, 'none', `stroke="${colour}" stroke-width="${n(5 * b + 1.5)}"`) +
        polygon(q, colour, 'opacity=".22"') +
        glow(...at(t, 330), 200 * b, 200 * b, colour, 0.4);
    }
  }
  const layers: Layer[] = [{ id: `facade ${side}`, near: 0.34, parts: [{ svg: body }] }];
  if (shine !== '')
    layers.push({
      id: `facade light ${side}`,
      near: 0.34,
      light: true,
      parts: [{ svg: shine }],
      motion: { flicker: { depth: 0.3, seconds: 2.4 + side * 0.5, phase: 0, rough: true } },
    });
  return layers;
}

import type { Random } from '../../common/random.js';
import { type Rgb, hex, mix } from '../draw/colour.js';
import type { Layer } from '../draw/layer.js';
import { glow, line, n, polygon, rect } from '../draw/svg.js';
import { type Place, type PlaceContext, isSnowy } from './context.js';
import { groundPaint } from './ground.js';
import { lampPosts } from './lamps.js';
import { cityHaze, signLight } from './town.js';

interface HouseRow {
  near: number;
  base: number;
  height: number;
  label: string;
}

/** Gabled houses around an open square. */
export const village: Place = (c) => {
  const { horizon } = c;
  const layers: Layer[] = [
    c.plane(
      'hills',
      0.1,
      c.terrain('hills', 'hills', 0.1, { base: horizon - 40, height: 170, length: 520, relief: 0.6 }),
    ),
  ];
  const rows: HouseRow[] = [
    { near: 0.16, base: horizon + 10, height: 150, label: 'far' },
    { near: 0.27, base: horizon + 30, height: 230, label: 'near' },
  ];
  for (const row of rows) {
    layers.push(...houseRow(c, row));
    layers.push(cityHaze(c, rows.indexOf(row), row.near + 0.04, row.base));
  }
  layers.push({ id: 'square', near: 0.4, parts: [{ paint: groundPaint(c, squareGround(c, horizon + 28)) }] });
  layers.push(...lampPosts(c));
  return layers;
};

export function squareGround(c: PlaceContext, top: number): Parameters<typeof groundPaint>[1] {
  const { tones } = c;
  const snowy = isSnowy(c.scene);
  const stone = c.ground(snowy ? [236, 241, 248] : [170, 150, 126], 0.7);
  return {
    top,
    far: mix(stone, tones.colours.horizon, 0.35),
    near: mix(stone, tones.colours.ink, 0.5),
    wet: c.scene.weather === 'rain' ? 1 : 0.1,
    joints: snowy ? 0 : 1,
  };
}

function houseRow(c: PlaceContext, row: HouseRow): Layer[] {
  const random = c.random(`houses ${row.label}`);
  let body = '';
  let shine = '';
  for (let x = c.left - 60; x < c.right + 60;) {
    const h = row.height * random.range(0.7, 1.12);
    const w = h * random.range(0.62, 1.05);
    const drawn = gable(c, x, row.base, w, h, row.near, random);
    body += drawn.body;
    shine += drawn.shine;
    x += w * random.range(0.94, 1.2);
  }
  const layers: Layer[] = [{ id: `houses ${row.label}`, near: row.near, parts: [{ svg: body }] }];
  if (shine !== '')
    layers.push({
      ...signLight(`windows ${row.label}`, row.near, shine, 2),
      motion: { flicker: { depth: 0.25, seconds: 3.1, phase: 0, rough: true } },
    });
  return layers;
}

export const WALLS: readonly Rgb[] = [
  [232, 214, 184],
  [214, 176, 140],
  [200, 196, 190],
  [222, 190, 150],
  [188, 150, 128],
];
const ROOFS: readonly Rgb[] = [
  [156, 78, 58],
  [120, 70, 60],
  [92, 84, 92],
  [168, 98, 66],
];

function gable(
  c: PlaceContext,
  x: number,
  base: number,
  w: number,
  h: number,
  near: number,
  random: Random,
): { body: string; shine: string } {
  const { tones } = c;
  const wall = tones.local(random.pick(WALLS), near + 0.25);
  const roof = isSnowy(c.scene)
    ? tones.local([240, 244, 250], near + 0.3)
    : tones.local(random.pick(ROOFS), near + 0.25);
  const eaves = base - h * 0.58;
  const peak = base - h;
  const ink = mix(wall, tones.colours.ink, 0.55);
  const s = tones.lightSide;
  let body = rect(x, eaves, w, base - eaves + 60, hex(wall));
  body += rect(s > 0 ? x : x + w * 0.55, eaves, w * 0.45, base - eaves + 60, hex(mix(wall, ink, 0.4)), 'opacity=".5"');
  body += rect(x + w * random.range(0.6, 0.75), peak - h * 0.02, w * 0.1, h * 0.3, hex(ink));
  body += polygon(
    [
      [x - w * 0.07, eaves + 3],
      [x + w * 0.5, peak],
      [x + w * 1.07, eaves + 3],
    ],
    hex(roof),
  );
  body += polygon(
    [
      [x + w * 0.5, peak],
      [x + w * (s > 0 ? -0.07 : 1.07), eaves + 3],
      [x + w * 0.5, eaves + 3],
    ],
    hex(mix(roof, tones.colours.ink, 0.4)),
    'opacity=".6"',
  );
  body += rect(x, eaves, w, h * 0.02, hex(ink), 'opacity=".6"');
  const door = x + w * random.range(0.12, 0.6);
  body += rect(door, base - h * 0.26, w * 0.17, h * 0.27, hex(ink), `rx="${n(w * 0.03)}"`);
  let shine = '';
  for (let r = 0; r < 2; r++) {
    for (let k = 0; k < 3; k++) {
      const wx = x + w * (0.12 + k * 0.3);
      const wy = eaves + h * (0.09 + r * 0.23);
      if (r === 1 && wx > door - w * 0.2 && wx < door + w * 0.2) continue;
      const burning = random.chance(tones.dark || tones.silhouette > 0.25 ? 0.62 : 0.08);
      const pane = burning ? tones.lamp : mix(ink, tones.colours.sky, 0.3);
      body +=
        rect(wx - w * 0.012, wy - w * 0.012, w * 0.174, h * 0.134, hex(ink)) +
        rect(wx, wy, w * 0.15, h * 0.11, hex(pane));
      body += line(
        `M${n(wx + w * 0.075)} ${n(wy)}v${n(h * 0.11)}M${n(wx)} ${n(wy + h * 0.05)}h${n(w * 0.15)}`,
        hex(ink),
        w * 0.014,
      );
      if (burning) shine += glow(wx + w * 0.075, wy + h * 0.06, w * 0.3, h * 0.22, hex(tones.lamp), 0.36);
    }
  }
  return { body, shine };
}

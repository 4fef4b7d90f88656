import type { Random } from '../../common/random.js';
import { type Rgb, hex, mix } from '../draw/colour.js';
import { type Layer, STAGE_HEIGHT } from '../draw/layer.js';
import { mistLayer } from '../draw/mist.js';
import { glow, line, n, path, polygon, rect } from '../draw/svg.js';
import { type Place, type PlaceContext, isSnowy } from './context.js';
import { groundPaint } from './ground.js';

interface Row {
  base: number;
  height: number;
  width: readonly [number, number];
  colour: Rgb;
  side: Rgb;
  /** Share of windows with light. */
  lights: number;
  windows: boolean;
  signs: boolean;
}

/** Towers behind towers, lit windows, light on a wet avenue. */
export const city: Place = (c) => {
  const { tones, horizon } = c;
  const base = horizon + 24;
  const layers: Layer[] = [];
  const litShare = tones.dark ? 0.42 : 0.06;
  [0.08, 0.16, 0.26, 0.38].forEach((near, i) => {
    const colour = mix(tones.plane(near * 1.5), tones.colours.zenith, tones.dark ? 0.35 : 0.12);
    const row: Row = {
      base: base + i * 6,
      height: [470, 440, 360, 300][i]! * (c.scene.camera.angle === 'low' ? 1.25 : 1),
      width: [
        [34, 80],
        [46, 96],
        [66, 130],
        [90, 190],
      ][i] as [number, number],
      colour,
      side: mix(colour, tones.colours.ink, 0.3),
      lights: litShare,
      windows: i > 0,
      signs: i > 1 && tones.dark,
    };
    const { body, shine } = skyline(c, row, c.random(`skyline ${i}`));
    layers.push({ id: `skyline ${i}`, near, parts: [{ svg: body }] });
    if (shine !== '') layers.push(signLight(`signs ${i}`, near, shine, i));
    layers.push(cityHaze(c, i, near + 0.03, base));
  });
  layers.push(avenue(c, base));
  return layers;
};

function signLight(id: string, near: number, svg: string, i: number): Layer {
  return {
    id,
    near,
    light: true,
    parts: [{ svg }],
    motion: { flicker: { depth: 0.5, seconds: 1.7 + i, phase: 0, rough: true } },
  };
}

function cityHaze(c: PlaceContext, i: number, near: number, base: number): Layer {
  const { tones } = c;
  return mistLayer(
    {
      id: `city haze ${i}`,
      near,
      colour: mix(tones.colours.haze, tones.colours.horizon, tones.dark ? 0.5 : 0.35),
      top: base - 330 + i * 30,
      bottom: base + 110,
      density: c.scene.weather === 'fog' ? 0.85 : 0.5,
      seed: c.seed(`city haze ${i}`),
      speed: 5,
      size: 420,
    },
    c.stage,
  );
}

function skyline(c: PlaceContext, row: Row, random: Random): { body: string; shine: string } {
  let body = '';
  let shine = '';
  for (let x = c.left - 40; x < c.right + 40;) {
    const w = random.range(row.width[0], row.width[1]);
    const middle = 1 - Math.abs((x + w / 2) / c.stage.width - 0.5) * 0.7;
    const h = row.height * (0.32 + 0.68 * random.next() ** 1.4) * middle;
    const tower = towerOf(c, x, row, w, h, random);
    body += tower.body;
    shine += tower.shine;
    x += w + random.range(-6, row.width[0] * 0.4);
  }
  return { body, shine };
}

function towerOf(
  c: PlaceContext,
  x: number,
  row: Row,
  w: number,
  h: number,
  random: Random,
): { body: string; shine: string } {
  const { tones } = c;
  const y = row.base - h;
  const fill = hex(mix(row.colour, row.side, random.range(0, 0.5)));
  const shadeX = tones.lightSide > 0 ? x : x + w * 0.6;
  let body = rect(x, y, w, h + 400, fill);
  const crown = random.int(0, 4);
  if (crown === 0)
    body +=
      rect(x + w * 0.2, y - h * 0.08, w * 0.6, h * 0.09, fill) +
      rect(x + w * 0.36, y - h * 0.14, w * 0.28, h * 0.07, fill);
  if (crown === 1)
    body += polygon(
      [
        [x, y],
        [x + w * 0.5, y - w * 0.4],
        [x + w, y],
      ],
      fill,
    );
  if (crown === 2)
    body += polygon(
      [
        [x, y + 1],
        [x + w, y - w * 0.35],
        [x + w, y + 1],
      ],
      fill,
    );
  if (crown === 3) body += rect(x + w * 0.46, y - h * 0.2, Math.max(1.6, w * 0.04), h * 0.2, fill);
  body += rect(shadeX, y, w * 0.4, h + 400, hex(row.side), 'opacity=".45"');
  if (row.windows) body += windows(c, x, y, w, h, row, random);
  return { body, shine: row.signs ? sign(c, x, y, w, h, random) : '' };
}

function windows(c: PlaceContext, x: number, y: number, w: number, h: number, row: Row, random: Random): string {
  const { tones } = c;
  const step = Math.max(11, w / 8);
  const warm = hex(tones.lamp);
  const cool = hex(mix(tones.colours.light, tones.colours.horizon, 0.3));
  const unlit = hex(mix(row.side, tones.dark ? tones.colours.ink : tones.colours.sky, tones.dark ? 0.35 : 0.3));
  const paths: Record<string, string> = { [warm]: '', [cool]: '', [unlit]: '' };
  for (let wy = y + step * 0.8; wy < y + h - step; wy += step * 1.35) {
    for (let wx = x + step * 0.5; wx < x + w - step * 0.7; wx += step) {
      const chance = random.next();
      const colour = chance < row.lights * 0.75 ? warm : chance < row.lights ? cool : unlit;
      paths[colour] += `M${n(wx)} ${n(wy)}h${n(step * 0.5)}v${n(step * 0.72)}h${n(-step * 0.5)}Z`;
    }
  }
  return Object.entries(paths)
    .map(([colour, d]) => (d === '' ? '' : path(d, colour, colour === unlit ? 'opacity=".5"' : 'opacity=".82"')))
    .join('');
}

/** A neon sign with its glow, as light. */
function sign(c: PlaceContext, x: number, y: number, w: number, h: number, random: Random): string {
  if (!random.chance(c.scene.light === 'neon' ? 0.75 : 0.22)) return '';
  const colour = hex(
    random.pick([c.tones.colours.accent, c.tones.hue(0.33, 1.2), c.tones.hue(-0.2, 1.1), c.tones.colours.horizon]),
  );
  const upright = random.chance(0.6);
  const sw = upright ? w * 0.16 : w * 0.6;
  const sh = upright ? Math.min(h * 0.4, 150) : Math.min(34, w * 0.3);
  const sx = x + random.range(0.05, 0.35) * w;
  const sy = y + random.range(0.25, 0.55) * h;
  let strokes = '';
  const count = upright ? 5 : 4;
  for (let i = 0; i < count; i++) {
    const t = (i + 0.5) / count;
    const px = upright ? sx + sw / 2 : sx + sw * t;
    const py = upright ? sy + sh * t : sy + sh / 2;
    const r = Math.min(sw, sh) * 0.28;
    strokes += random.pick([
      `M${n(px - r)} ${n(py - r)}h${n(r * 2)}v${n(r * 2)}`,
      `M${n(px - r)} ${n(py)}h${n(r * 2)}M${n(px)} ${n(py - r)}v${n(r * 2)}`,
      `M${n(px - r)} ${n(py + r)}L${n(px)} ${n(py - r)}L${n(px + r)} ${n(py + r)}`,
    ]);
  }
  return (
    glow(sx + sw / 2, sy + sh / 2, sw * 2.2 + 30, sh * 0.9 + 30, colour, 0.42) +
    rect(sx, sy, sw, sh, 'none', `stroke="${colour}" stroke-width="2.4" rx="3"`) +
    line(strokes, colour, 2.6)
  );
}

/** The avenue the towers stand on; wet, it carries their lights. */
function avenue(c: PlaceContext, base: number): Layer {
  const { tones, stage } = c;
  const wet = c.scene.weather === 'rain' || c.scene.weather === 'storm' || tones.dark;
  const middle = stage.width * 0.5;
  const paint = groundPaint(c, {
    top: base,
    far: mix(tones.colours.horizon, tones.colours.ink, tones.dark ? 0.4 : 0.3),
    near: mix(tones.plane(0.8), tones.colours.ink, 0.45),
    wet: wet ? 1 : 0.15,
    joints: 0,
  });
  const deep = c.bottom - base;
  const dash = hex(mix(tones.colours.light, tones.colours.ink, tones.dark ? 0.55 : 0.3));
  let marks = '';
  for (let k = 1; k < 12; k++) {
    const a = Math.pow(k / 12, 2.2);
    const b = Math.pow((k + 0.45) / 12, 2.2);
    marks += `M${n(middle - 22 * a)} ${n(base + deep * a)}H${n(middle + 22 * a)}L${n(middle + 22 * b)} ${n(base + deep * b)}H${n(middle - 22 * b)}Z`;
  }
  return { id: 'avenue', near: 0.45, parts: [{ paint }, { svg: path(marks, dash, 'opacity=".45"') }] };
}

interface HouseRow {
  near: number;
  base: number;
  height: number;
  label: string;
}

/** Gabled houses around an open square. */
export const village: Place = (c) => {
  const { tones, horizon } = c;
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

function squareGround(c: PlaceContext, top: number): Parameters<typeof groundPaint>[1] {
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

const WALLS: readonly Rgb[] = [
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

/** Street lamps; at night each with its pool of light. */
function lampPosts(c: PlaceContext): Layer[] {
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
  const reach = stage.width * 0.5 + stage.marginX + 60;
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

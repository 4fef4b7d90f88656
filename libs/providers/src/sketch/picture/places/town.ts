import type { Random } from '../../common/random.js';
import { type Rgb, hex, mix } from '../draw/colour.js';
import { type Layer } from '../draw/layer.js';
import { mistLayer } from '../draw/mist.js';
import { glow, line, n, path, polygon, rect } from '../draw/svg.js';
import { type Place, type PlaceContext } from './context.js';
import { groundPaint } from './ground.js';

export interface Row {
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

export function signLight(id: string, near: number, svg: string, i: number): Layer {
  return {
    id,
    near,
    light: true,
    parts: [{ svg }],
    motion: { flicker: { depth: 0.5, seconds: 1.7 + i, phase: 0, rough: true } },
  };
}

export function cityHaze(c: PlaceContext, i: number, near: number, base: number): Layer {
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

export function skyline(c: PlaceContext, row: Row, random: Random): { body: string; shine: string } {
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

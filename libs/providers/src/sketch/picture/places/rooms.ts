import { fbm2, smoothstep } from '../../common/noise.js';
import { type Rgb, hex, lighten, mix } from '../draw/colour.js';
import { type Layer, type PaintRow, STAGE_HEIGHT } from '../draw/layer.js';
import { ellipse, glow, line, n, path, polygon, rect } from '../draw/svg.js';
import type { Place, PlaceContext } from './context.js';

const { abs, cos, exp, floor, hypot, max, min, round, sin } = Math;

/** A backdrop that curves into the floor, lit by one soft light from a side. */
export const studio: Place = (c) => {
  const { stage } = c;
  const portrait = c.scene.subjects.some((s) => s.kind === 'portrait');
  const layers: Layer[] = [{ id: 'backdrop', near: 0.05, parts: [{ paint: backdropPaint(c, portrait) }] }];
  if (portrait) layers.push(bokeh(c));
  else if (c.scene.subjects.length > 0) {
    layers.push({ id: 'plinth', near: 0.46, parts: [{ svg: plinth(c, stage.width / 2, 0.74 * STAGE_HEIGHT) }] });
  }
  return layers;
};

function backdropPaint(c: PlaceContext, portrait: boolean): PaintRow {
  const { tones, stage, scene } = c;
  const { colours } = tones;
  const x = stage.width * (tones.lightSide < 0 ? 0.3 : 0.7);
  const y = portrait ? 330 : 380;
  const wall = portrait
    ? mix(colours.sky, colours.haze, 0.4)
    : mix(colours.haze, colours.accent, scene.tint ? 0.5 : 0.2);
  const far = mix(wall, colours.ink, portrait ? 0.62 : 0.42);
  const bright = mix(lighten(wall, 0.06), colours.light, 0.4);
  const fold = 0.7 * STAGE_HEIGHT;
  const floor = mix(wall, colours.light, 0.22);
  const seed = c.seed('backdrop');
  return (py, x0, dx, count, out) => {
    const ground = portrait ? 0 : smoothstep(fold - 60, fold + 120, py);
    for (let i = 0; i < count; i++) {
      const px = x0 + i * dx;
      const r = hypot((px - x) / (stage.width * 0.62 + 200), (py - y) / 760);
      const light = exp(-r * r * 1.6);
      const cloth = (fbm2(px * 0.004, py * 0.004, 4, seed) - 0.5) * (portrait ? 0.35 : 0.08);
      const k = min(1, max(0, light + cloth));
      const o = i * 4;
      for (let ch = 0; ch < 3; ch++) {
        const base = far[ch]! + (bright[ch]! - far[ch]!) * k;
        const low = base + (floor[ch]! * (0.55 + 0.45 * light) - base) * 0.6;
        out[o + ch] = base + (low - base) * ground;
      }
      out[o + 3] = 255;
    }
  };
}

/** Lights far out of focus behind a face. */
function bokeh(c: PlaceContext): Layer {
  const random = c.random('bokeh');
  let svg = '';
  for (let i = 0; i < 16; i++) {
    const colour = hex(random.pick([c.tones.colours.light, c.tones.colours.accent, c.tones.colours.horizon]));
    const r = random.range(16, 62) * (0.6 + 0.4 * c.stage.unit);
    const x = random.range(c.left, c.right);
    const y = random.range(40, 780);
    const a = random.range(0.05, c.tones.dark ? 0.24 : 0.15);
    svg +=
      ellipse(x, y, r, r, colour, `opacity="${a.toFixed(2)}"`) +
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="none" stroke="${colour}" stroke-width="1.5" opacity="${a.toFixed(2)}"/>`;
  }
  return {
    id: 'bokeh',
    near: 0.1,
    light: true,
    parts: [{ svg }],
    motion: { flicker: { depth: 0.3, seconds: 4, phase: 0 } },
  };
}

function plinth(c: PlaceContext, x: number, y: number): string {
  const { tones, stage } = c;
  const k = 0.62 + 0.38 * stage.unit;
  const w = 235 * k;
  const h = 150 * k;
  const stone = mix(tones.colours.haze, tones.colours.light, 0.35);
  const dark = mix(stone, tones.colours.ink, 0.5);
  const s = tones.lightSide;
  const shade = `<linearGradient id="pl"><stop offset="0" stop-color="${hex(s < 0 ? stone : dark)}"/><stop offset=".5" stop-color="${hex(mix(stone, dark, 0.45))}"/><stop offset="1" stop-color="${hex(s < 0 ? dark : stone)}"/></linearGradient>`;
  return (
    shade +
    glow(x - s * 110 * k, y + h + 14, w * 1.7, 60 * k, hex(tones.colours.ink), 0.42) +
    path(
      `M${n(x - w)} ${n(y + 8)}V${n(y + h)}A${n(w)} ${n(34 * k)} 0 0 0 ${n(x + w)} ${n(y + h)}V${n(y + 8)}Z`,
      'url(#pl)',
    ) +
    ellipse(x, y + 8, w, 34 * k, hex(mix(stone, [255, 255, 255], 0.25))) +
    ellipse(x - s * 34 * k, y + 10, 120 * k, 17 * k, hex(dark), 'opacity=".35"')
  );
}

/** A room with a window: the sky outside is the light inside. */
export const interior: Place = (c) => {
  const { stage } = c;
  const left = c.scene.sun.x < 0.5;
  const w = min(430, stage.width * 0.42);
  const window = { x: stage.width * (left ? 0.3 : 0.7) - w / 2, y: 130, w, h: 430 };
  const layers: Layer[] = [
    { id: 'outside', near: 0.02, parts: [{ svg: outside(c, window) }] },
    { id: 'wall', near: 0.2, parts: [{ paint: wallPaint(c, window) }, { svg: windowFrame(c, window) }] },
    { id: 'furniture', near: 0.3, parts: [{ svg: furniture(c, window, left) }] },
    {
      id: 'room light',
      near: 0.3,
      light: true,
      parts: [{ svg: roomLight(c, window, left) }],
      motion: { flicker: { depth: 0.16, seconds: 3.3, phase: 0, rough: true } },
    },
    { id: 'table', near: 0.86, parts: [{ svg: tableTop(c, left) }] },
  ];
  return layers;
};

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function outside(c: PlaceContext, b: Box): string {
  const { colours } = c.tones;
  const id = 'out';
  const def = `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hex(colours.zenith)}"/><stop offset=".5" stop-color="${hex(colours.sky)}"/><stop offset="1" stop-color="${hex(colours.horizon)}"/></linearGradient>`;
  let svg = def + rect(b.x - 90, b.y - 70, b.w + 180, b.h + 140, `url(#${id})`);
  svg +=
    glow(b.x + b.w * 0.66, b.y + b.h * 0.62, 240, 240, hex(colours.light), 0.75) +
    ellipse(b.x + b.w * 0.66, b.y + b.h * 0.62, 34, 34, hex(colours.light));
  const random = c.random('outside');
  let roofs = `M${n(b.x - 90)} ${n(b.y + b.h + 80)}`;
  for (let x = b.x - 90; x < b.x + b.w + 90; x += 54)
    roofs += `L${n(x)} ${n(b.y + b.h * random.range(0.74, 0.86))}l27 ${n(-random.range(18, 44))}l27 ${n(random.range(16, 40))}`;
  svg += path(`${roofs}V${n(b.y + b.h + 80)}Z`, hex(mix(colours.haze, colours.ink, 0.55)));
  return svg;
}

function wallPaint(c: PlaceContext, b: Box): PaintRow {
  const { tones, stage } = c;
  const { colours } = tones;
  const wall = mix(tones.local([206, 170, 140], 0.8, 0.1), colours.ink, tones.dark ? 0.42 : 0.24);
  const near = mix(wall, colours.ink, 0.62);
  const warm = mix(wall, colours.horizon, 0.5);
  const seam = c.horizon;
  const wood = mix(tones.local([150, 98, 62], 0.8, 0.15), colours.ink, 0.3);
  const cx = b.x + b.w / 2;
  const seed = c.seed('wall');
  return (y, x0, dx, count, out) => {
    const inRow = y > b.y && y < b.y + b.h;
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      if (inRow && x > b.x && x < b.x + b.w) continue;
      const r = hypot((x - cx) / (stage.width * 0.55), (y - b.y - b.h / 2) / 620);
      const light = exp(-r * r * 1.5);
      const o = i * 4;
      const floorLight =
        y > seam ? exp(-(((x - cx + (y - seam) * 0.3) / 210) ** 2)) * smoothstep(seam, seam + 60, y) * 0.55 : 0;
      const plank =
        y > seam ? plankTone(x - stage.width / 2, y - seam, seed) : (fbm2(x * 0.01, y * 0.01, 3, seed) - 0.5) * 0.14;
      const base = y > seam ? wood : wall;
      for (let ch = 0; ch < 3; ch++) {
        let v = near[ch]! + (base[ch]! - near[ch]!) * min(1, 0.25 + light);
        v += (warm[ch]! - v) * light * 0.4;
        v = v * (1 + plank) + (colours.light[ch]! - v) * floorLight * 0.5;
        out[o + ch] = min(255, max(0, v));
      }
      out[o + 3] = 255;
    }
  };
}

/** Floor boards that run towards the wall. */
function plankTone(x: number, down: number, seed: number): number {
  const lane = x / (0.42 + down * 0.0034) / 90;
  const index = floor(lane);
  const gap = abs(lane - round(lane)) < 0.02 ? -0.4 : 0;
  return gap + (fbm2(index * 7.7, down * 0.004, 2, seed) - 0.5) * 0.5;
}

function windowFrame(c: PlaceContext, b: Box): string {
  const { tones } = c;
  const frame = hex(mix(tones.local([236, 226, 212], 0.9, 0.1), tones.colours.ink, 0.15));
  const dark = hex(mix(tones.local([200, 180, 160], 0.9), tones.colours.ink, 0.4));
  const cloth = mix(tones.colours.accent, tones.colours.ink, tones.dark ? 0.45 : 0.25);
  let svg = rect(b.x - 8, b.y - 8, b.w + 16, b.h + 16, 'none', `stroke="${frame}" stroke-width="16"`);
  svg += line(
    `M${n(b.x + b.w / 2)} ${n(b.y)}V${n(b.y + b.h)}M${n(b.x)} ${n(b.y + b.h * 0.42)}H${n(b.x + b.w)}`,
    frame,
    8,
  );
  svg += rect(b.x - 34, b.y + b.h + 8, b.w + 68, 20, frame) + rect(b.x - 34, b.y + b.h + 26, b.w + 68, 8, dark);
  for (const side of [-1, 1]) {
    const ex = side < 0 ? b.x - 10 : b.x + b.w + 10;
    for (let f = 0; f < 4; f++) {
      const x = ex + side * (-26 + f * 24);
      const shade = hex(mix(cloth, f % 2 ? tones.colours.ink : tones.colours.light, f % 2 ? 0.25 : 0.14));
      svg += path(
        `M${n(x - 15)} ${n(b.y - 46)}Q${n(x - 22)} ${n(b.y + b.h * 0.5)} ${n(x - 13 + side * 8)} ${n(b.y + b.h + 120)}H${n(x + 15 + side * 8)}Q${n(x + 20)} ${n(b.y + b.h * 0.5)} ${n(x + 13)} ${n(b.y - 46)}Z`,
        shade,
      );
    }
  }
  return svg + rect(b.x - 110, b.y - 54, b.w + 220, 9, dark, 'rx="4"');
}

function furniture(c: PlaceContext, b: Box, left: boolean): string {
  const { tones, stage, horizon } = c;
  const random = c.random('furniture');
  const ink = mix(tones.colours.ink, tones.local([90, 60, 44], 0.8), 0.55);
  const x = left ? max(b.x + b.w + 150, stage.width * 0.66) : min(b.x - 150 - 300, stage.width * 0.1);
  const w = min(300, stage.width * 0.3);
  let svg = rect(x, 190, w, horizon - 170, hex(mix(ink, tones.colours.ink, 0.3)));
  for (let shelf = 0; shelf < 4; shelf++) {
    const y = 196 + ((horizon - 190) / 4) * (shelf + 1);
    for (let bx = x + 14; bx < x + w - 30;) {
      const bw = random.range(9, 22);
      const bh = random.range(58, 96);
      const spine = tones.local(
        random.pick<Rgb>([
          [150, 62, 52],
          [64, 92, 110],
          [196, 158, 92],
          [86, 104, 72],
          [206, 196, 180],
        ]),
        0.8,
        0.2,
      );
      if (random.chance(0.86))
        svg +=
          rect(bx, y - bh, bw, bh, hex(mix(spine, tones.colours.ink, 0.3)), 'rx="1.5"') +
          rect(bx, y - bh * 0.82, bw, 3, hex(tones.colours.haze), 'opacity=".5"');
      bx += bw + 1.5;
    }
    svg += rect(x, y, w, 10, hex(mix(ink, tones.colours.light, 0.12)));
  }
  return (
    svg +
    armchair(c, left ? stage.width * 0.52 : stage.width * 0.46, horizon + 120) +
    lamp(c, left ? stage.width * 0.6 : stage.width * 0.38, horizon + 60)
  );
}

function armchair(c: PlaceContext, x: number, y: number): string {
  const { tones, stage } = c;
  const k = 0.62 + 0.38 * stage.unit;
  const t = tones.triple('#8a4a3a', 0.85);
  return `<g transform="translate(${n(x)} ${n(y)}) scale(${k.toFixed(2)})">${ellipse(0, 0, 150, 16, hex(tones.colours.ink), 'opacity=".4"')}${path('M-105 -16Q-118 -200 -70 -236Q0 -262 70 -236Q118 -200 105 -16Z', t.shade)}${path('M-78 -60Q-88 -190 -52 -216Q0 -236 52 -216Q88 -190 78 -60Z', t.body)}${path('M-92 -92H92V-34H-92Z', t.glow)}${path('M-92 -40H92V-12H-92Z', t.shade)}${path('M-132 -120Q-132 -142 -110 -142Q-88 -142 -88 -120V-8H-130Z', t.body)}${path('M132 -120Q132 -142 110 -142Q88 -142 88 -120V-8H130Z', t.shade)}</g>`;
}

function lamp(c: PlaceContext, x: number, y: number): string {
  const { tones } = c;
  const ink = hex(tones.colours.ink);
  return (
    rect(x - 2.5, y - 330, 5, 330, ink) +
    ellipse(x, y, 44, 9, ink) +
    polygon(
      [
        [x - 38, y - 400],
        [x + 38, y - 400],
        [x + 66, y - 318],
        [x - 66, y - 318],
      ],
      hex(mix(tones.lamp, tones.colours.light, 0.35)),
    )
  );
}

function roomLight(c: PlaceContext, b: Box, left: boolean): string {
  const { tones, stage, horizon } = c;
  const beam = hex(mix(tones.colours.horizon, tones.colours.light, 0.4));
  const x = left ? stage.width * 0.6 : stage.width * 0.38;
  const lean = left ? 1 : -1;
  const def = `<linearGradient id="bm" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${beam}" stop-opacity=".26"/><stop offset="1" stop-color="${beam}" stop-opacity="0"/></linearGradient>`;
  const shaft = polygon(
    [
      [b.x, b.y + 20],
      [b.x + b.w, b.y + 20],
      [b.x + b.w + lean * 260, 980],
      [b.x + lean * 260, 980],
    ],
    'url(#bm)',
  );
  return (
    def +
    shaft +
    glow(x, horizon - 300, 330, 330, hex(tones.lamp), 0.42) +
    glow(x, horizon + 60, 200, 50, hex(tones.lamp), 0.25) +
    glow(b.x + b.w / 2, b.y + b.h / 2, b.w, b.h, beam, 0.22)
  );
}

/** The edge of a table near the viewer, with a cup and a plant. */
function tableTop(c: PlaceContext, left: boolean): string {
  const { tones, stage } = c;
  const t = tones.triple('#6e4630', 0.95);
  const y = 930;
  const leaf = tones.triple('#4f7a4a', 0.9);
  const px = stage.width * (left ? 0.1 : 0.9);
  let svg =
    rect(c.left - 10, y, c.right - c.left + 20, c.bottom - y + 20, t.shade) +
    rect(c.left - 10, y, c.right - c.left + 20, 14, t.body);
  const random = c.random('plant');
  for (let i = 0; i < 15; i++) {
    const a = -Math.PI / 2 + (i - 7) * 0.19;
    const r = random.range(120, 215) * (0.6 + 0.4 * stage.unit);
    const tip: [number, number] = [px + cos(a) * r, y - 70 + sin(a) * r];
    svg += path(
      `M${n(px)} ${n(y - 60)}Q${n(px + cos(a - 0.3) * r * 0.6)} ${n(y - 60 + sin(a - 0.3) * r * 0.6)} ${n(tip[0])} ${n(tip[1])}Q${n(px + cos(a + 0.3) * r * 0.6)} ${n(y - 60 + sin(a + 0.3) * r * 0.6)} ${n(px)} ${n(y - 60)}Z`,
      [leaf.shade, leaf.body, leaf.glow][i % 3]!,
    );
  }
  return (
    svg +
    polygon(
      [
        [px - 44, y - 76],
        [px + 44, y - 76],
        [px + 32, y + 4],
        [px - 32, y + 4],
      ],
      tones.triple('#c07a54', 0.9).body,
    )
  );
}

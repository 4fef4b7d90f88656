import type { Random } from '../../common/random.js';
import { type Rgb, hex, mix } from '../draw/colour.js';
import { type Knot, line, n, outline, path } from '../draw/svg.js';
import type { PlaceContext } from './context.js';

/** A conifer from its foot up: boughs as ragged tiers, the lit side lighter, snow on top if there is any. */
export function conifer(
  x: number,
  y: number,
  height: number,
  colours: { body: Rgb; glow: Rgb; snow?: Rgb },
  side: -1 | 1,
  random: Random,
): string {
  const tiers = height > 120 ? 7 : height > 50 ? 5 : 4;
  const half = height * random.range(0.17, 0.23);
  const left: string[] = [];
  const right: string[] = [];
  let light = '';
  let snow = '';
  for (let i = 0; i < tiers; i++) {
    const t = (i + 1) / tiers;
    const ty = y - height * (1 - t * 0.92);
    const w = half * Math.pow(t, 0.85) * random.range(0.86, 1.12);
    const inner = w * 0.52;
    const droop = height * 0.035;
    left.push(`L${n(x - w)} ${n(ty + droop)}L${n(x - inner)} ${n(ty - droop * 0.3)}`);
    right.unshift(`L${n(x + inner)} ${n(ty - droop * 0.3)}L${n(x + w)} ${n(ty + droop)}`);
    const s = side;
    light += `M${n(x)} ${n(ty - height * 0.14)}L${n(x + s * w * 0.94)} ${n(ty + droop * 0.8)}L${n(x + s * w * 0.3)} ${n(ty)}Z`;
    snow += `M${n(x - w * 0.1)} ${n(ty - height * 0.13)}Q${n(x + w * 0.5)} ${n(ty - height * 0.06)} ${n(x + w * 0.92)} ${n(ty + droop)}Q${n(x + w * 0.3)} ${n(ty - droop)} ${n(x)} ${n(ty + droop * 0.2)}Q${n(x - w * 0.5)} ${n(ty - droop * 0.6)} ${n(x - w * 0.9)} ${n(ty + droop * 0.9)}Q${n(x - w * 0.5)} ${n(ty - height * 0.07)} ${n(x - w * 0.1)} ${n(ty - height * 0.13)}Z`;
  }
  const trunk = `M${n(x - height * 0.018)} ${n(y)}h${n(height * 0.036)}v${n(-height * 0.12)}h${n(-height * 0.036)}Z`;
  const shape = `M${n(x)} ${n(y - height)}${left.join('')}${right.join('')}Z`;
  const body = path(trunk + shape, hex(colours.body));
  const shine = colours.snow
    ? path(snow, hex(colours.snow), 'opacity=".92"')
    : path(light, hex(colours.glow), 'opacity=".55"');
  return height > 26 ? body + shine : body;
}

/** Conifers along a ridge, in clumps. */
export function treeLine(
  ridge: (x: number) => number,
  span: { from: number; to: number; step: number; height: number; density: number },
  colours: { body: Rgb; glow: Rgb; snow?: Rgb },
  side: -1 | 1,
  random: Random,
): string {
  const trees: { x: number; y: number; height: number }[] = [];
  let clump = random.next();
  for (let x = span.from; x < span.to; x += span.step * random.range(0.5, 1.4)) {
    if (random.chance(0.16)) clump = random.next();
    if (clump > span.density) continue;
    const height = span.height * random.range(0.55, 1.15);
    trees.push({ x, y: ridge(x) + random.range(0.02, 0.3) * span.height, height });
  }
  trees.sort((a, b) => a.y - b.y);
  return trees.map((t) => conifer(t.x, t.y, t.height, colours, side, random)).join('');
}

/** Blades of grass rooted on a line. */
export function grass(
  ridge: (x: number) => number,
  span: { from: number; to: number; step: number; height: number },
  colours: readonly Rgb[],
  random: Random,
): string {
  const byColour = new Map<string, string>();
  for (let x = span.from; x < span.to; x += span.step * random.range(0.4, 1.6)) {
    const y = ridge(x) + random.range(0, span.height * 0.5);
    const h = span.height * random.range(0.4, 1.1);
    const lean = random.range(-0.35, 0.45) * h;
    const w = Math.max(0.8, h * 0.04);
    const colour = hex(random.pick(colours));
    const blade = `M${n(x - w)} ${n(y + 4)}Q${n(x + lean * 0.2)} ${n(y - h * 0.6)} ${n(x + lean)} ${n(y - h)}Q${n(x + lean * 0.4)} ${n(y - h * 0.5)} ${n(x + w)} ${n(y + 4)}Z`;
    byColour.set(colour, (byColour.get(colour) ?? '') + blade);
  }
  return [...byColour].map(([colour, d]) => path(d, colour)).join('');
}

/** Grass and stones strewn over a plane, larger towards the viewer. */
export function tufts(c: PlaceContext, label: string, ridge: (x: number) => number, ground: Rgb): string {
  const random = c.random(`tufts ${label}`);
  const tones = [mix(ground, c.tones.colours.ink, 0.28), mix(ground, c.tones.colours.light, 0.24)].map(hex);
  const paths: Record<string, string> = {};
  for (let i = 0; i < 340; i++) {
    const x = random.range(c.left, c.right);
    const top = ridge(x);
    const t = random.next();
    const y = top + 6 + (c.bottom - top) * t * t;
    const h = 5 + 15 * t;
    const colour = random.pick(tones);
    let d = '';
    for (let k = -1; k <= 1; k++)
      d += `M${n(x + k * h * 0.25)} ${n(y)}q${n(k * h * 0.16)} ${n(-h * 0.6)} ${n(k * h * 0.42)} ${n(-h * random.range(0.6, 1))}`;
    paths[colour] = (paths[colour] ?? '') + d;
  }
  return Object.entries(paths)
    .map(([colour, d]) => line(d, colour, 1.7, 'opacity=".6"'))
    .join('');
}

/** A broad-leaved tree: trunk with boughs and a crown of leaf masses in three tones. */
export function broadleaf(
  x: number,
  y: number,
  height: number,
  colours: { trunk: Rgb; shade: Rgb; leaf: Rgb; glow: Rgb },
  side: -1 | 1,
  random: Random,
): string {
  const w = height * 0.045;
  const fork = y - height * 0.42;
  let svg = path(
    `M${n(x - w * 1.9)} ${n(y)}Q${n(x - w * 0.8)} ${n(y - height * 0.1)} ${n(x - w * 0.7)} ${n(fork)}L${n(x + w * 0.7)} ${n(fork)}Q${n(x + w * 0.8)} ${n(y - height * 0.1)} ${n(x + w * 2.1)} ${n(y)}Z`,
    hex(colours.trunk),
  );
  for (const lean of [-0.3, -0.12, 0.1, 0.28]) {
    svg += line(
      `M${n(x)} ${n(fork + height * 0.06)}Q${n(x + lean * height * 0.3)} ${n(fork - height * 0.06)} ${n(x + lean * height)} ${n(fork - height * 0.26)}`,
      hex(colours.trunk),
      w * 0.9,
    );
  }
  const masses: [number, number, number][] = [];
  for (let i = 0; i < 13; i++) {
    const a = (i / 13) * Math.PI * 2;
    const r = random.range(0.5, 0.95);
    masses.push([Math.cos(a) * 0.33 * r, Math.sin(a) * 0.24 * r - 0.66, random.range(0.12, 0.19)]);
  }
  masses.push([0, -0.66, 0.24]);
  const layer = (dx: number, dy: number, scale: number, colour: Rgb): string =>
    path(
      masses
        .map(([mx, my, r]) => leafMass(x + (mx + dx) * height, y + (my + dy) * height, r * scale * height, random))
        .join(''),
      hex(colour),
    );
  svg += layer(0, 0.02, 1.06, colours.shade);
  svg += layer(side * 0.022, -0.02, 0.84, colours.leaf);
  masses.splice(9, 3);
  svg += layer(side * 0.06, -0.055, 0.5, mix(colours.leaf, colours.glow, 0.75));
  return svg;
}

/** A leafy blob with a scalloped edge. */
function leafMass(cx: number, cy: number, radius: number, random: Random): string {
  const knots: Knot[] = [];
  const count = 11;
  for (let i = 0; i < count; i++) {
    const a = (i / count) * Math.PI * 2;
    const r = radius * random.range(0.86, 1.12);
    const dip = radius * 0.8;
    const b = a + Math.PI / count;
    knots.push([cx + Math.cos(a) * r, cy + Math.sin(a) * r * 0.9]);
    knots.push([cx + Math.cos(b) * dip, cy + Math.sin(b) * dip * 0.9, 1]);
  }
  return outline(knots);
}

import { Random } from '../../common/random.js';
import { type Rgb, hex, mix } from '../draw/colour.js';
import { ellipse, glow, line, n, path, polygon, rect } from '../draw/svg.js';
import { broadleaf } from '../places/growth.js';
import type { SubjectKind } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';

interface Stone {
  wall: string;
  shade: string;
  glow: string;
  roof: string;
  roofShade: string;
  ink: string;
  pane: string;
  lit: boolean;
}

export function stone(s: Sitter, wall: Rgb, roof: Rgb): Stone {
  const { tones } = s;
  const near = 0.62;
  const w = tones.local(wall, near);
  const r = tones.local(roof, near);
  const ink = mix(tones.colours.ink, w, 0.12);
  const lit = tones.dark || tones.silhouette > 0.25;
  return {
    wall: hex(w),
    shade: hex(mix(w, ink, 0.45)),
    glow: hex(mix(w, tones.colours.light, 0.4)),
    roof: hex(r),
    roofShade: hex(mix(r, ink, 0.45)),
    ink: hex(ink),
    pane: hex(lit ? tones.lamp : mix(ink, tones.colours.sky, 0.4)),
    lit,
  };
}

/** Drawings are mirrored with their subject; this is the side the light falls on in their own units. */
export const lightSide = (s: Sitter): number => s.tones.lightSide * s.subject.facing;

/** A cliff of rock for what stands in the sea. */
function rock(s: Sitter, width: number): string {
  const { tones } = s;
  const body = mix(tones.plane(0.72), tones.colours.ink, 0.35);
  const shade = hex(mix(body, tones.colours.ink, 0.5));
  const bright = hex(mix(body, tones.colours.light, 0.25));
  const w = width;
  return (
    polygon(
      [
        [-w, 14],
        [-w * 0.82, 4],
        [-w * 0.6, -3],
        [-w * 0.36, -9],
        [-14, -12],
        [14, -12],
        [w * 0.32, -7],
        [w * 0.56, -4],
        [w * 0.8, 5],
        [w, 14],
        [w * 0.5, 22],
        [-w * 0.5, 22],
      ],
      hex(body),
    ) +
    polygon(
      [
        [-w * 0.82, 4],
        [-w * 0.6, -3],
        [-w * 0.36, -9],
        [-14, -12],
        [-20, 2],
        [-w * 0.4, 6],
        [-w * 0.5, 14],
      ],
      lightSide(s) < 0 ? bright : shade,
      'opacity=".7"',
    ) +
    polygon(
      [
        [14, -12],
        [w * 0.32, -7],
        [w * 0.56, -4],
        [w * 0.8, 5],
        [w * 0.5, 12],
        [24, 4],
      ],
      lightSide(s) > 0 ? bright : shade,
      'opacity=".7"',
    )
  );
}

const lighthouse: Drawing = {
  box: [-60, -104, 60, 24],
  draw: (s) => {
    const c = stone(s, [240, 236, 228], [196, 58, 52]);
    const w = (y: number): number => 8.2 + (y + 80) * -0.03 + (80 + y) * 0.085;
    const band = (from: number, to: number, fill: string): string =>
      polygon(
        [
          [-w(from), from],
          [w(from), from],
          [w(to), to],
          [-w(to), to],
        ],
        fill,
      );
    let tower = '';
    for (let i = 0; i < 5; i++) tower += band(-76 + i * 13, -63 + i * 13, i % 2 === 0 ? c.wall : c.roof);
    const dark = lightSide(s) > 0 ? -1 : 1;
    const shade = polygon(
      [
        [dark * w(-76) * 0.15, -76],
        [dark * w(-76), -76],
        [dark * w(-11), -11],
        [dark * w(-11) * 0.15, -11],
      ],
      c.ink,
      'opacity=".34"',
    );
    const shore = s.scene.place === 'sea' ? rock(s, 56) : ellipse(0, -10, 26, 4, c.ink, 'opacity=".4"');
    return (
      shore +
      tower +
      shade +
      rect(-10.5, -79, 21, 3.2, c.ink) +
      line('M-10 -79v-4.6M-5 -79v-4.6M5 -79v-4.6M10 -79v-4.6M-10.4 -83.4H10.4', c.ink, 0.8) +
      rect(-6, -91, 12, 12, hex(mix(s.tones.lamp, [255, 255, 255], 0.45))) +
      line('M-6 -91V-79M-2 -91V-79M2 -91V-79M6 -91V-79', c.ink, 0.8) +
      path('M-8 -91Q-7 -99 0 -101Q7 -99 8 -91Z', c.roof) +
      line('M0 -101V-105', c.ink, 1) +
      rect(-2.6, -58, 5.2, 7, c.pane, 'rx="2.6"') +
      rect(-2.6, -34, 5.2, 7, c.pane, 'rx="2.6"') +
      path('M-4 -10V-18Q0 -23 4 -18V-10Z', c.ink)
    );
  },
  shine: (s) => {
    const k = s.height / 100;
    const y = s.y - 85 * k;
    const beam = hex(mix(s.tones.lamp, [255, 250, 225], 0.5));
    const away = s.x < s.stage.width / 2 ? 1 : -1;
    const strength = s.tones.dark ? 0.5 : 0.16;
    const id = 'lb';
    const reach = s.stage.width * 0.85;
    const def = `<linearGradient id="${id}" x1="${away > 0 ? 0 : 1}" x2="${away > 0 ? 1 : 0}"><stop offset="0" stop-color="${beam}" stop-opacity="${strength}"/><stop offset="1" stop-color="${beam}" stop-opacity="0"/></linearGradient>`;
    const cone = (half: number, opacity: number): string =>
      polygon(
        [
          [s.x, y - 2 * k],
          [s.x + away * reach, y - half - 90 * k * 0.3],
          [s.x + away * reach, y + half - 90 * k * 0.3],
          [s.x, y + 2 * k],
        ],
        `url(#${id})`,
        `opacity="${opacity}"`,
      );
    return (
      def +
      cone(reach * 0.12, 0.4) +
      cone(reach * 0.075, 0.5) +
      cone(reach * 0.035, 0.6) +
      glow(s.x, y, 62 * k, 62 * k, beam, s.tones.dark ? 0.9 : 0.4)
    );
  },
};

const house: Drawing = {
  box: [-90, -110, 90, 10],
  draw: (s) => {
    const c = stone(s, [222, 204, 176], [146, 72, 56]);
    const left = lightSide(s) < 0;
    return (
      ellipse(0, 0, 84, 6, c.ink, 'opacity=".35"') +
      rect(30, -96, 12, 34, c.shade) +
      polygon(
        [
          [-8, -52],
          [62, -52],
          [62, 0],
          [-8, 0],
        ],
        left ? c.shade : c.wall,
      ) +
      polygon(
        [
          [-60, -52],
          [-8, -52],
          [-8, 0],
          [-60, 0],
        ],
        left ? c.wall : c.shade,
      ) +
      polygon(
        [
          [-60, -52],
          [-34, -88],
          [-8, -52],
        ],
        left ? c.wall : c.shade,
      ) +
      polygon(
        [
          [-34, -92],
          [44, -92],
          [70, -50],
          [-6, -50],
        ],
        c.roof,
      ) +
      polygon(
        [
          [-34, -92],
          [-66, -48],
          [-61, -48],
          [-34, -86],
          [-7, -48],
          [-2, -50],
        ],
        c.roofShade,
      ) +
      line('M-28 -82H50M-22 -72H56M-15 -61H63', c.roofShade, 0.9, 'opacity=".6"') +
      rect(-42, -26, 16, 26, c.ink, 'rx="1"') +
      [6, 34]
        .map(
          (x) =>
            rect(x - 1.5, -39.5, 17, 17, c.ink) +
            rect(x, -38, 14, 14, c.pane) +
            line(`M${x + 7} -38v14M${x} -31h14`, c.ink, 1),
        )
        .join('') +
      ellipse(-34, -64, 5, 6, c.pane)
    );
  },
  shine: (s) =>
    windowShine(
      s,
      [
        [13, -31],
        [41, -31],
        [-34, -64],
      ],
      26,
    ),
};

export function windowShine(
  s: Sitter,
  places: readonly (readonly [number, number])[],
  reach: number,
): string | undefined {
  if (!s.tones.dark && s.tones.silhouette < 0.25) return undefined;
  const k = s.height / 100;
  return places
    .map(([x, y]) => glow(s.x + x * k * s.subject.facing, s.y + y * k, reach * k, reach * k, hex(s.tones.lamp), 0.42))
    .join('');
}

const windmill: Drawing = {
  box: [-60, -125, 60, 8],
  seconds: 6,
  draw: (s, phase) => {
    const c = stone(s, [226, 216, 200], [122, 74, 58]);
    let sails = '';
    for (let i = 0; i < 4; i++) {
      const a = 22 + i * 90 + phase * 90;
      sails += `<g transform="translate(0 -76) rotate(${n(a)})">${rect(-1, -48, 2, 48, c.ink)}${rect(1, -47, 11, 36, c.glow, 'opacity=".92"')}${line('M1 -40H12M1 -33H12M1 -26H12M1 -19H12M6.5 -47V-11', c.ink, 0.7)}</g>`;
    }
    return (
      ellipse(0, 0, 30, 3.4, c.ink, 'opacity=".35"') +
      polygon(
        [
          [-20, 0],
          [-12, -68],
          [12, -68],
          [20, 0],
        ],
        c.wall,
      ) +
      polygon(
        lightSide(s) > 0
          ? [
              [-20, 0],
              [-12, -68],
              [-2, -68],
              [-4, 0],
            ]
          : [
              [20, 0],
              [12, -68],
              [2, -68],
              [4, 0],
            ],
        c.shade,
        'opacity=".7"',
      ) +
      path('M-14 -67Q-13 -86 0 -88Q13 -86 14 -67Z', c.roof) +
      path('M-5 0V-14Q0 -19 5 -14V0Z', c.ink) +
      rect(-3, -42, 6, 8, c.pane) +
      sails +
      ellipse(0, -76, 3, 3, c.ink)
    );
  },
};

const tree: Drawing = {
  box: [-56, -110, 56, 6],
  draw: (s) => {
    const blossom = /sakura|blossom/i.test(s.scene.prompt);
    const autumn = /autumn|maple|fall/i.test(s.scene.prompt);
    const own: Rgb = blossom ? [240, 168, 190] : autumn ? [206, 108, 44] : [88, 128, 66];
    const leaf = s.tones.local(own, 0.72);
    const colours = {
      trunk: s.tones.local([78, 56, 44], 0.75),
      shade: mix(leaf, s.tones.colours.ink, 0.42),
      leaf,
      glow: mix(leaf, s.tones.colours.light, 0.45),
    };
    return (
      ellipse(0, 0, 34, 3.4, hex(s.tones.colours.ink), 'opacity=".3"') +
      broadleaf(0, 0, 100, colours, lightSide(s) < 0 ? -1 : 1, new Random(s.subject.seed))
    );
  },
};

export const BUILDINGS: Partial<Record<SubjectKind, Drawing>> = { lighthouse, house, windmill, tree };

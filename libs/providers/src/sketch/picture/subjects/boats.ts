import { hex, mix } from '../draw/colour.js';
import { ellipse, line, outline, path, polygon, rect } from '../draw/svg.js';
import type { SubjectKind } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';
import { type Paint, paintOf } from './vehicles.js';

function sails(c: Paint, s: Sitter): string {
  const cloth = hex(s.tones.local([240, 232, 214], 0.75, s.tones.silhouette * 0.7));
  const shade = hex(mix(s.tones.local([210, 196, 176], 0.75), s.tones.colours.ink, 0.25));
  const sail = (x: number, top: number, w: number, h: number): string =>
    path(
      `M${x - w} ${top}H${x + w}Q${x + w * 1.25 + 6} ${top + h * 0.5} ${x + w * 1.1} ${top + h}Q${x} ${top + h - 7} ${x - w * 1.1} ${top + h}Q${x - w * 0.7 + 6} ${top + h * 0.5} ${x - w} ${top}Z`,
      cloth,
    ) +
    path(
      `M${x - w} ${top}H${x - w * 0.3}Q${x - w * 0.1 + 5} ${top + h * 0.5} ${x - w * 0.4} ${top + h - 4}L${x - w * 1.1} ${top + h}Q${x - w * 0.7 + 6} ${top + h * 0.5} ${x - w} ${top}Z`,
      shade,
      'opacity=".55"',
    );
  const mast = (x: number, top: number): string =>
    rect(x - 1, top, 2, -top - 10, c.ink) +
    polygon(
      [
        [x, top],
        [x - 12, top + 3],
        [x, top + 6],
      ],
      hex(s.tones.colours.accent),
    );
  return (
    mast(-28, -92) +
    mast(4, -104) +
    mast(34, -88) +
    sail(-28, -80, 13, 24) +
    sail(-28, -52, 16, 28) +
    sail(4, -92, 14, 26) +
    sail(4, -62, 18, 36) +
    sail(34, -76, 12, 22) +
    sail(34, -50, 14, 26) +
    path('M44 -62L66 -26L40 -28Z', cloth) +
    line('M-28 -90L4 -100L34 -86L70 -24M-28 -90L-54 -22', c.ink, 0.5)
  );
}

const ship: Drawing = {
  box: [-90, -112, 90, 14],
  motion: { bob: { amplitude: 6, seconds: 3.8 } },
  draw: (s) => {
    const c = paintOf(s, [112, 70, 46]);
    const hull = outline([
      [-60, -26, 1],
      [-50, -20],
      [30, -16],
      [56, -22],
      [76, -28, 1],
      [62, -6],
      [50, 4, 1],
      [-48, 4, 1],
      [-56, -8],
    ]);
    const foam = hex(mix(s.tones.colours.light, s.tones.colours.haze, 0.3));
    return (
      sails(c, s) +
      path(hull, c.body) +
      path(
        outline([
          [-57, -8],
          [64, -8],
          [50, 4, 1],
          [-48, 4, 1],
        ]),
        c.shade,
      ) +
      line('M-56 -16Q0 -10 66 -18', c.glow, 1.4) +
      [-36, -20, -4, 12, 28].map((x) => rect(x, -11, 5, 4, c.ink)).join('') +
      path('M-66 6Q-40 -1 -16 5Q10 0 36 5Q52 -1 72 6Q0 12 -66 6Z', foam, 'opacity=".6"') +
      ellipse(0, 8, 62, 3.4, c.ink, 'opacity=".3"')
    );
  },
};

const boat: Drawing = {
  box: [-120, -90, 120, 30],
  motion: { bob: { amplitude: 5, seconds: 3.2 } },
  draw: (s) => {
    const c = paintOf(s, [150, 84, 50]);
    return (
      path('M-100 -34Q-92 6 -60 10H62Q94 4 104 -38Q60 -22 0 -22Q-60 -22 -100 -34Z', c.body) +
      path('M-92 -14Q-84 8 -60 10H62Q90 6 98 -18Q0 4 -92 -14Z', c.shade) +
      line('M-100 -34Q-60 -22 0 -22Q60 -22 104 -38', c.glow, 3) +
      rect(-44, -26, 18, 5, c.ink) +
      rect(24, -26, 18, 5, c.ink) +
      line('M-12 -26L-74 18M14 -26L86 16', c.ink, 3) +
      ellipse(0, 14, 96, 5, c.ink, 'opacity=".35"') +
      path('M-112 12Q-60 4 0 12Q60 4 112 12Q0 20 -112 12Z', hex(s.tones.colours.haze), 'opacity=".4"')
    );
  },
};

export const BOATS: Partial<Record<SubjectKind, Drawing>> = { ship, boat };

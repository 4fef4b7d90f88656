import { type Rgb, hex, mix, rgb } from '../draw/colour.js';
import { line, n, outline, path } from '../draw/svg.js';
import type { SubjectKind } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';

function skinOf(s: Sitter, colour: string): { back: string; body: string; belly: string; ink: string; glow: string } {
  const near = 0.72;
  const body = s.tones.local(rgb(s.subject.colour ?? colour), near);
  const ink = s.tones.local([16, 26, 40], near);
  const pale: Rgb = [226, 234, 238];
  return {
    body: hex(body),
    back: hex(mix(body, ink, 0.45)),
    belly: hex(s.tones.local(pale, near, 0.1)),
    ink: hex(ink),
    glow: hex(mix(body, s.tones.colours.light, 0.45)),
  };
}

/** A humpback from the side, 100 high with its flukes; the tail beats. */
const whale: Drawing = {
  box: [-140, -80, 150, 80],
  seconds: 4.2,
  motion: { bob: { amplitude: 9, seconds: 4.2 } },
  draw: (s, phase) => {
    const c = skinOf(s, '#4f6f8c');
    const beat = Math.sin(phase * Math.PI * 2) * 12 - 14;
    const body = outline([
      [128, 2],
      [112, -22],
      [78, -36],
      [30, -38],
      [-14, -28],
      [-58, -12],
      [-96, -4 + beat * 0.5],
      [-104, 4 + beat * 0.6],
      [-92, 8 + beat * 0.4],
      [-50, 16],
      [0, 34],
      [60, 44],
      [106, 30],
      [124, 16],
    ]);
    const belly = outline([
      [126, 12],
      [100, 14],
      [52, 14],
      [0, 16],
      [-46, 15],
      [0, 34],
      [60, 43],
      [106, 29],
    ]);
    const back = outline([
      [124, -6],
      [110, -22],
      [78, -35.5],
      [30, -37.5],
      [-14, -27.5],
      [-58, -11.5],
      [-92, -2 + beat * 0.5],
      [-40, -8],
      [30, -22],
      [88, -20],
    ]);
    const tailY = 0 + beat * 0.62;
    const fluke = outline([
      [-96, tailY - 2, 1],
      [-112, tailY - 14],
      [-130, tailY - 34 + beat * 0.2, 1],
      [-133, tailY - 12],
      [-122, tailY + 2],
      [-136, tailY + 14],
      [-134, tailY + 30 - beat * 0.1, 1],
      [-112, tailY + 14],
      [-96, tailY + 8, 1],
    ]);
    const swing = Math.sin(phase * Math.PI * 2 + 1) * 8;
    const fin = outline([
      [58, 26, 1],
      [44, 34],
      [16 - swing, 66],
      [4 - swing, 74, 1],
      [26 - swing * 0.5, 64],
      [66, 40],
    ]);
    const farFin = outline([
      [80, 30, 1],
      [76, 44],
      [62 - swing, 62, 1],
      [92, 40],
    ]);
    let grooves = '';
    for (let i = 0; i < 7; i++)
      grooves += `M${n(120 - i * 2)} ${n(14 + i * 3)}Q${n(84 - i * 2)} ${n(19 + i * 3.4)} ${n(44 - i * 7)} ${n(19 + i * 3)}`;
    return (
      path(farFin, c.back) +
      path(fluke, c.back) +
      path(body, c.body) +
      path(belly, c.belly, 'opacity=".85"') +
      path(back, c.glow, 'opacity=".34"') +
      line(grooves, c.body, 1, 'opacity=".7"') +
      path(
        outline([
          [-30, -23, 1],
          [-44, -34],
          [-50, -33, 1],
          [-52, -14, 1],
        ]),
        c.back,
      ) +
      path(fin, c.body) +
      path(
        outline([
          [57, 28],
          [30 - swing * 0.6, 58],
          [8 - swing, 72],
          [28 - swing * 0.5, 60],
        ]),
        c.glow,
        'opacity=".4"',
      ) +
      line('M127 6Q112 14 92 10', c.ink, 1.6) +
      `<circle cx="91" cy="3" r="2.6" fill="${c.ink}"/><circle cx="91.8" cy="2.2" r=".8" fill="#fff"/>`
    );
  },
};

/** A koi-like fish. */
const fish: Drawing = {
  box: [-90, -60, 80, 60],
  seconds: 1.2,
  motion: { bob: { amplitude: 5, seconds: 2.8 } },
  draw: (s, phase) => {
    const c = skinOf(s, '#f0883c');
    const swing = Math.sin(phase * Math.PI * 2) * 9;
    const body = outline([
      [66, 2],
      [48, -20],
      [12, -30],
      [-26, -16],
      [-46, -3 + swing * 0.2],
      [-46, 5 + swing * 0.2],
      [-24, 18],
      [12, 28],
      [48, 20],
    ]);
    const tail = outline([
      [-42, swing * 0.2, 1],
      [-62, -22 + swing * 0.6],
      [-86, -36 + swing, 1],
      [-72, swing * 0.8],
      [-84, 36 + swing, 1],
      [-60, 22 + swing * 0.6],
    ]);
    let scales = '';
    for (let r = 0; r < 4; r++)
      for (let k = 0; k < 6; k++) scales += `M${n(32 - k * 11 - (r % 2) * 5)} ${n(-15 + r * 10)}q-6 5 0 10`;
    return (
      path(tail, c.back, 'opacity=".92"') +
      path(
        outline([
          [22, -26, 1],
          [2, -48],
          [-24, -38],
          [-20, -17, 1],
        ]),
        c.back,
      ) +
      path(
        outline([
          [8, 24, 1],
          [-8, 44],
          [-22, 38],
          [-12, 19, 1],
        ]),
        c.back,
      ) +
      path(body, c.body) +
      path(
        outline([
          [64, 6],
          [40, 8],
          [0, 10],
          [-40, 5],
          [-24, 18],
          [12, 27],
          [48, 19],
        ]),
        c.belly,
        'opacity=".7"',
      ) +
      path(
        outline([
          [56, -10],
          [12, -28],
          [-26, -14],
          [10, -18],
        ]),
        c.glow,
        'opacity=".6"',
      ) +
      line(scales, c.back, 0.9, 'opacity=".5"') +
      line('M40 -16Q30 0 38 15', c.back, 1.2) +
      path(
        outline([
          [22, 4, 1],
          [6, 18 + swing * 0.4],
          [-8, 14 + swing * 0.4],
          [10, 3],
        ]),
        c.back,
      ) +
      `<circle cx="51" cy="-5" r="4.4" fill="#fff"/><circle cx="52" cy="-5" r="2.7" fill="${c.ink}"/>`
    );
  },
};

export const SWIMMERS: Partial<Record<SubjectKind, Drawing>> = { whale, fish };

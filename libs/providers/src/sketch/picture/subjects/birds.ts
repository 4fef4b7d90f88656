import { type Rgb, hex, mix } from '../draw/colour.js';
import { type Knot, n, outline, path } from '../draw/svg.js';
import type { Drawing, Sitter } from './context.js';

const WING_BEAT_SECONDS = 2.6;

/** An eagle seen from a little below and ahead: broad wings with fingered tips, white head, fanned tail. */
export const eagle: Drawing = {
  box: [-130, -80, 130, 70],
  seconds: WING_BEAT_SECONDS,
  motion: { bob: { amplitude: 7, seconds: WING_BEAT_SECONDS } },
  draw: (s, phase) => {
    // Two long glides and one beat: the wing angle eases through a single dip.
    const beat = Math.sin(phase * Math.PI * 2);
    const lift = beat > 0 ? -beat * 20 : -beat * 9;
    const colours = plumage(s);
    const far = wing(-1, lift * 0.85, colours.far, colours.farEdge, colours.farBand);
    const near = wing(1, lift, colours.body, colours.shade, colours.band);
    return `<g transform="rotate(-7)">${tail(colours)}${far}${near}${trunk(colours)}</g>`;
  },
};

type Plumage = Record<
  'body' | 'shade' | 'band' | 'far' | 'farEdge' | 'farBand' | 'white' | 'whiteShade' | 'beak' | 'ink',
  string
>;

function plumage(s: Sitter): Plumage {
  const { tones } = s;
  const brown: Rgb = s.subject.colour === undefined ? [92, 64, 46] : hexToRgb(s.subject.colour);
  const near = 0.78;
  const body = tones.local(brown, near);
  const ink = tones.local([28, 22, 22], near);
  const shine = mix(body, tones.colours.light, 0.32);
  const white = tones.local([250, 246, 238], near, tones.silhouette * 0.45);
  return {
    body: hex(body),
    shade: hex(mix(body, ink, 0.62)),
    band: hex(shine),
    far: hex(mix(body, ink, 0.25)),
    farEdge: hex(mix(body, ink, 0.75)),
    farBand: hex(mix(shine, body, 0.45)),
    white: hex(white),
    whiteShade: hex(mix(white, body, 0.4)),
    beak: hex(tones.local([242, 178, 52], near, tones.silhouette * 0.5)),
    ink: hex(ink),
  };
}

function hexToRgb(value: string): Rgb {
  const v = Number.parseInt(value.slice(1), 16);
  return [(v >> 16) & 255, (v >> 8) & 255, v & 255];
}

/** One wing: coverts, a lit band along the arm and seven separate primaries. */
function wing(side: 1 | -1, lift: number, body: string, feather: string, band: string): string {
  const at = (along: number, across: number): [number, number] => {
    // The wing bends twice: the arm rises, the hand goes with the beat.
    const arm = Math.min(along, 46);
    const hand = Math.max(0, along - 46);
    const y = -arm * 0.34 - hand * 0.06 + lift * (arm / 46) * 0.55 + (lift * hand) / 52 + across;
    return [side * (5 + along), y];
  };
  const knot = (along: number, across: number, corner = 0): Knot => [...at(along, across), corner];
  let feathers = '';
  for (let i = 0; i < 8; i++) {
    const root = 66 + i * 3.6;
    const reach = 22 + i * 4.6 - (i > 5 ? (i - 5) * 3.5 : 0);
    const droop = 30 - i * 6.2;
    const tip: [number, number] = [at(root + reach * 0.75, droop)[0], at(root + reach * 0.75, droop)[1]];
    const w = 4.4;
    const [ax, ay] = at(root - w, 1 + i * 0.1);
    const [bx, by] = at(root + w, 3);
    feathers += `M${n(ax)} ${n(ay)}Q${n((ax + tip[0]) / 2 - side * 3)} ${n((ay + tip[1]) / 2 + 5)} ${n(tip[0])} ${n(tip[1])}Q${n((bx + tip[0]) / 2 + side * 2)} ${n((by + tip[1]) / 2 - 3)} ${n(bx)} ${n(by)}Z`;
  }
  let trailing = '';
  for (let i = 0; i < 9; i++) {
    const root = 4 + i * 7.6;
    const deep = 29 - i * 0.5 + (i % 2) * 1.8;
    const [ax, ay] = at(root, 2);
    const [tx, ty] = at(root + 5, deep);
    const [bx, by] = at(root + 11, 2);
    trailing += `M${n(ax)} ${n(ay)}Q${n(ax)} ${n(ty)} ${n(tx)} ${n(ty)}Q${n(bx + side * 1)} ${n(ty - 3)} ${n(bx)} ${n(by)}Z`;
  }
  const coverts = outline([
    knot(-6, 8),
    knot(4, -6),
    knot(24, -8),
    knot(46, -8),
    knot(70, -4),
    knot(94, 0),
    knot(100, 3, 1),
    knot(84, 9),
    knot(60, 15),
    knot(30, 19),
    knot(4, 22),
  ]);
  const arm = outline([
    knot(-2, -3),
    knot(24, -7.2),
    knot(46, -7.2),
    knot(72, -3),
    knot(96, 1.5, 1),
    knot(70, 2.5),
    knot(46, 0.5),
    knot(22, 2.5),
  ]);
  return path(trailing + feathers, feather) + path(coverts, body) + path(arm, band, 'opacity=".8"');
}

function tail(c: Plumage): string {
  let fan = '';
  for (let i = -3; i <= 3; i++) {
    const x = i * 5.2;
    fan += `M${n(i * 2 - 3)} 16Q${n(x - 5)} 34 ${n(x - 3)} ${n(47 - Math.abs(i) * 2.4)}Q${n(x)} ${n(51 - Math.abs(i) * 2.4)} ${n(x + 3)} ${n(47 - Math.abs(i) * 2.4)}Q${n(x + 4)} 34 ${n(i * 2 + 3)} 16Z`;
  }
  return path(fan, c.whiteShade) + path(fan, c.white, 'transform="translate(1.5 -1.5) scale(.93 .96)" opacity=".85"');
}

function trunk(c: Plumage): string {
  const body = outline([
    [-9, -8],
    [0, -15],
    [9, -8],
    [12, 6],
    [8, 20],
    [0, 27],
    [-8, 20],
    [-12, 6],
  ]);
  const chest = outline([
    [2, -10],
    [9, -5],
    [11, 6],
    [7, 18],
    [2, 22],
    [4, 6],
  ]);
  const head = outline([
    [-6.5, -12],
    [-7, -20],
    [-2, -26],
    [5, -26],
    [9.5, -22],
    [9, -16],
    [6, -10],
    [0, -7],
  ]);
  const beak = 'M8 -23.5Q15.5 -23 16.5 -15.5Q13.5 -18.5 8.6 -17.6Z';
  return (
    path(body, c.body) +
    path(chest, c.band, 'opacity=".5"') +
    path(head, c.white) +
    path('M-6.5 -12L-7 -20Q-4 -14 1 -13L4 -9Q0 -6 -6.5 -12Z', c.whiteShade) +
    path(beak, c.beak) +
    `<circle cx="5" cy="-20.4" r="1.5" fill="${c.ink}"/><path d="M1.5 -23.2L8 -21.6" stroke="${c.whiteShade}" stroke-width="1.3"/>`
  );
}

/** A flock: simple wings, each bird a little out of step. */
export const birds: Drawing = {
  box: [-110, -60, 110, 60],
  seconds: 1.3,
  draw: (s, phase) => {
    const ink = hex(s.tones.local([52, 52, 62], 0.6));
    const count = 9;
    let d = '';
    for (let i = 0; i < count; i++) {
      // Two arms of a wedge with a bit of disorder.
      const arm = i % 2 === 0 ? 1 : -1;
      const rank = Math.ceil(i / 2);
      const jitter = Math.sin(s.subject.seed * 0.001 + i * 2.4);
      const x = 62 - rank * 30 + jitter * 6;
      const y = arm * rank * 12 + jitter * 5;
      const w = 13 * (1 - rank * 0.05);
      const up = Math.sin((phase + i * 0.17) * Math.PI * 2) * 6 + 1.5;
      d += `M${n(x - w)} ${n(y - up)}Q${n(x - w * 0.5)} ${n(y - up - 3.4)} ${n(x)} ${n(y)}Q${n(x + w * 0.5)} ${n(y - up - 3.4)} ${n(x + w)} ${n(y - up)}Q${n(x + w * 0.45)} ${n(y - up + 0.4)} ${n(x + 2)} ${n(y + 2.8)}Q${n(x)} ${n(y + 4.4)} ${n(x - 2)} ${n(y + 2.8)}Q${n(x - w * 0.45)} ${n(y - up + 0.4)} ${n(x - w)} ${n(y - up)}Z`;
    }
    return path(d, ink);
  },
};

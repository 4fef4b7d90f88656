import { hex, mix, rgb } from '../draw/colour.js';
import { limb, n, outline, path } from '../draw/svg.js';
import type { SubjectKind } from '../scene/scene.js';
import { BUILDS, type Build } from './animal-builds.js';
import { type Coat, extras, head, neck, tail } from './animal-parts.js';
import type { Drawing, Sitter } from './context.js';

function coatOf(b: Build, s: Sitter): Coat {
  const near = 0.78;
  const { tones } = s;
  const body = tones.local(rgb(s.subject.colour ?? b.colour), near);
  const ink = tones.local([26, 20, 22], near);
  return {
    body: hex(body),
    shade: hex(mix(body, ink, 0.45)),
    glow: hex(mix(body, tones.colours.light, 0.4)),
    belly: hex(tones.local(rgb(b.belly), near)),
    socks: b.socks === undefined ? hex(mix(body, ink, 0.2)) : hex(tones.local(rgb(b.socks), near)),
    ink: hex(ink),
  };
}

function draw(b: Build, s: Sitter, phase: number): string {
  const coat = coatOf(b, s);
  const walking = s.subject.pose === 'walk' || s.subject.pose === 'run' || s.subject.pose === 'dance';
  const stride = walking ? (s.subject.pose === 'run' ? 24 : 13) : 0;
  const turn = phase * Math.PI * 2;
  const step = (offset: number): number => (walking ? Math.sin(turn + offset) * stride : 0);
  const lift = (offset: number): number => (walking ? Math.max(0, Math.cos(turn + offset)) * 7 : 0);
  const rise = walking ? Math.sin(turn * 2) * 0.8 : Math.sin(turn) * 0.35;
  const front = b.length / 2 - b.leg;
  const back = -b.length / 2 + b.leg;
  const far = [
    leg(b, back - 7, b.hip, step(Math.PI), lift(Math.PI), true, coat.shade, coat.shade),
    leg(b, front + 5, b.shoulder, step(0), lift(0), false, coat.shade, coat.shade),
  ];
  const near = [
    leg(b, back, b.hip, step(0.4), lift(0.4), true, coat.body, coat.socks),
    leg(b, front, b.shoulder, step(Math.PI + 0.4), lift(Math.PI + 0.4), false, coat.body, coat.socks),
  ];
  const upper = `<g transform="translate(0 ${n(rise)})">${tail(b, coat, Math.sin(turn) * (walking ? 5 : 4))}${neck(b, coat)}${torso(b, coat)}${extras(b, coat)}${head(b, coat)}</g>`;
  return shadow(b, coat) + far.join('') + near[0]! + upper + near[1]!;
}

function shadow(b: Build, coat: Coat): string {
  return `<ellipse cx="0" cy="0.5" rx="${n(b.length * 0.72)}" ry="3.2" fill="${coat.ink}" opacity=".28"/>`;
}

function leg(
  b: Build,
  x: number,
  top: number,
  swing: number,
  lift: number,
  hind: boolean,
  colour: string,
  sock: string,
): string {
  const foot = x + swing + (hind ? -2 : 1.5);
  const y = -lift;
  const knee: [number, number] = hind
    ? [x + 5 + swing * 0.25, -top * 0.52]
    : [x + 1.5 + swing * 0.35 + lift * 0.5, -top * 0.5];
  const hock: [number, number] = hind
    ? [x - 5.5 + swing * 0.7, -top * 0.27 + y * 0.8]
    : [x + swing * 0.75 - lift * 0.2, -top * 0.22 + y * 0.8];
  const upper = limb(
    [
      [x + (hind ? 1 : 0), -top + b.depth * 0.05, b.depth * (hind ? 0.42 : 0.32)],
      [knee[0], knee[1], b.leg * 1.12],
      [hock[0], hock[1], b.leg * 0.66],
      [foot, y - 4, b.leg * 0.6],
    ],
    colour,
  );
  const lower = limb(
    [
      [hock[0], hock[1], b.leg * 0.6],
      [foot, y - 4, b.leg * 0.62],
    ],
    sock,
  );
  const paw = path(
    `M${n(foot - b.leg * 0.8)} ${n(y)}Q${n(foot - b.leg * 0.9)} ${n(y - 6)} ${n(foot)} ${n(y - 6)}Q${n(foot + b.leg * 1.5)} ${n(y - 5)} ${n(foot + b.leg * 1.7)} ${n(y)}Z`,
    sock,
  );
  return upper + lower + paw;
}

function torso(b: Build, coat: Coat): string {
  const { length: L, shoulder: S, hip: H, depth: D } = b;
  const body = outline([
    [-L / 2 - D * 0.3, -H + D * 0.05],
    [-L / 2 - D * 0.06, -H - D * 0.4],
    [-L / 4, -H - D * 0.47],
    [L / 8, -S - D * 0.4],
    [L / 2 - D * 0.2, -S - D * 0.52],
    [L / 2 + D * 0.26, -S - D * 0.2],
    [L / 2 + D * 0.28, -S + D * 0.2],
    [L / 2 - D * 0.05, -S + D * 0.52],
    [L / 8, -S + D * 0.5],
    [-L / 5, -H + D * 0.34],
    [-L / 2 + D * 0.1, -H + D * 0.44],
  ]);
  const belly = outline([
    [L / 2 + D * 0.27, -S],
    [L / 2 + D * 0.2, -S + D * 0.3],
    [L / 2 - D * 0.05, -S + D * 0.52],
    [L / 8, -S + D * 0.5],
    [-L / 5, -H + D * 0.34],
    [0, -S + D * 0.28],
    [L / 3, -S + D * 0.22],
  ]);
  const back = outline([
    [-L / 2 - D * 0.2, -H - D * 0.1],
    [-L / 2 - D * 0.04, -H - D * 0.38],
    [-L / 4, -H - D * 0.45],
    [L / 8, -S - D * 0.38],
    [L / 2 - D * 0.2, -S - D * 0.5],
    [L / 4, -S - D * 0.24],
    [-L / 5, -H - D * 0.24],
  ]);
  return path(body, coat.body) + path(belly, coat.belly, 'opacity=".75"') + path(back, coat.glow, 'opacity=".55"');
}

function drawingOf(build: Build): Drawing {
  return { box: [-90, -130, 100, 8], seconds: 1.5, draw: (s, phase) => draw(build, s, phase) };
}

export const ANIMALS: Partial<Record<SubjectKind, Drawing>> = Object.fromEntries(
  Object.entries(BUILDS).map(([kind, build]) => [kind, drawingOf(build)]),
);

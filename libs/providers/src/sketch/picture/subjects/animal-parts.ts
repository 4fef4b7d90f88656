import { type Knot, limb, line, n, outline, path, strand } from '../draw/svg.js';
import type { Build } from './animal-builds.js';

/** The tones of one animal. */
export interface Coat {
  body: string;
  shade: string;
  glow: string;
  belly: string;
  socks: string;
  ink: string;
}

function headAt(b: Build): [number, number] {
  return [b.length / 2 + b.neck[0], -b.shoulder - b.neck[1]];
}

export function neck(b: Build, coat: Coat): string {
  const [hx, hy] = headAt(b);
  const D = b.depth;
  const low: [number, number, number] = [b.length / 2 - D * 0.1, -b.shoulder - D * 0.05, D * 0.46];
  const bend = b.extra === 'hump' ? 9 : -1;
  const mid: [number, number, number] = [
    (low[0] + hx) / 2 + (b.extra === 'hump' ? 5 : 0),
    (low[1] + hy) / 2 + bend,
    (D * 0.46 + b.neckWidth) * 0.46,
  ];
  const shape = limb([low, mid, [hx - b.head * 0.12, hy + b.head * 0.15, b.neckWidth * 0.85]], coat.body);
  const throat = limb(
    [
      [low[0] + D * 0.26, low[1] + D * 0.14, D * 0.16],
      [mid[0] + mid[2] * 0.6, mid[1] + mid[2] * 0.4, mid[2] * 0.3],
      [hx + b.head * 0.1, hy + b.head * 0.5, b.neckWidth * 0.3],
    ],
    coat.belly,
  );
  return shape + `<g opacity=".7">${throat}</g>`;
}

export function head(b: Build, coat: Coat): string {
  const [x, y] = headAt(b);
  const h = b.head;
  const m = b.muzzle;
  const long = b.tail === 'hair' || b.extra === 'antlers' || b.extra === 'hump' || b.extra === 'patches';
  const thick = long ? 1.5 : 1;
  const droop = long ? 0.55 : 0.3;
  const tip: [number, number] = [x + h * 0.55 + m, y + h * droop + m * (long ? 0.42 : 0.12)];
  const skull = outline([
    [x - h * 0.75, y + h * 0.1],
    [x - h * 0.5, y - h * 0.66],
    [x + h * 0.2, y - h * 0.82],
    [x + h * 0.7, y - h * 0.42],
    [tip[0] - m * 0.22, tip[1] - h * 0.38 * thick],
    [tip[0], tip[1] - h * 0.12],
    [tip[0] - m * 0.1, tip[1] + h * 0.28 * thick * thick],
    [x + h * 0.6, y + h * 0.85],
    [x - h * 0.25, y + h * 0.82],
  ]);
  const cheek = outline([
    [x + h * 0.5, y + h * 0.12],
    [tip[0] - m * 0.2, tip[1] - h * 0.05],
    [tip[0] - m * 0.08, tip[1] + h * 0.26],
    [x + h * 0.55, y + h * 0.84],
    [x - h * 0.2, y + h * 0.8],
    [x, y + h * 0.4],
  ]);
  const nose = `<ellipse cx="${n(tip[0] - m * 0.04)}" cy="${n(tip[1] - h * 0.14)}" rx="${n(h * 0.17)}" ry="${n(h * 0.14)}" fill="${coat.ink}"/>`;
  const eye = `<ellipse cx="${n(x + h * 0.42)}" cy="${n(y - h * 0.18)}" rx="${n(h * 0.12)}" ry="${n(h * 0.14)}" fill="${coat.ink}"/><circle cx="${n(x + h * 0.46)}" cy="${n(y - h * 0.23)}" r="${n(h * 0.045)}" fill="#fff" opacity=".9"/>`;
  const crown = path(
    outline([
      [x - h * 0.5, y - h * 0.6],
      [x + h * 0.2, y - h * 0.78],
      [x + h * 0.7, y - h * 0.4],
      [x + h * 0.1, y - h * 0.44],
    ]),
    coat.glow,
    'opacity=".55"',
  );
  return (
    ear(b, coat, x - h * 0.02, y - h * 0.5, true) +
    path(skull, coat.body) +
    path(cheek, coat.belly, 'opacity=".8"') +
    crown +
    nose +
    eye +
    ear(b, coat, x - h * 0.34, y - h * 0.45, false)
  );
}

function ear(b: Build, coat: Coat, x: number, y: number, far: boolean): string {
  const h = b.head;
  const fill = far ? coat.shade : coat.body;
  switch (b.ears) {
    case 'point': {
      const d = `M${n(x - h * 0.28)} ${n(y + h * 0.12)}Q${n(x - h * 0.3)} ${n(y - h * 0.6)} ${n(x - h * 0.06)} ${n(y - h * 1.02)}Q${n(x + h * 0.36)} ${n(y - h * 0.55)} ${n(x + h * 0.42)} ${n(y + h * 0.02)}Z`;
      const inner = `M${n(x - h * 0.1)} ${n(y)}Q${n(x - h * 0.14)} ${n(y - h * 0.5)} ${n(x - h * 0.03)} ${n(y - h * 0.8)}Q${n(x + h * 0.22)} ${n(y - h * 0.4)} ${n(x + h * 0.24)} ${n(y)}Z`;
      return path(d, fill) + (far ? '' : path(inner, coat.shade));
    }
    case 'round':
      return `<ellipse cx="${n(x)}" cy="${n(y - h * 0.25)}" rx="${n(h * 0.26)}" ry="${n(h * 0.36)}" fill="${fill}"/>`;
    case 'long':
      return path(
        `M${n(x)} ${n(y + h * 0.1)}Q${n(x - h * 0.9)} ${n(y - h * 0.3)} ${n(x - h * 0.95)} ${n(y - h * 0.8)}Q${n(x - h * 0.1)} ${n(y - h * 0.8)} ${n(x + h * 0.3)} ${n(y)}Z`,
        fill,
      );
    case 'flop':
      return path(
        `M${n(x - h * 0.1)} ${n(y)}Q${n(x - h * 0.65)} ${n(y + h * 0.1)} ${n(x - h * 0.5)} ${n(y + h * 0.95)}Q${n(x - h * 0.05)} ${n(y + h * 0.9)} ${n(x + h * 0.3)} ${n(y + h * 0.05)}Z`,
        far ? coat.shade : coat.shade,
      );
  }
}

export function tail(b: Build, coat: Coat, sway: number): string {
  const x = -b.length / 2 - b.depth * 0.2;
  const y = -b.hip - b.depth * 0.18;
  switch (b.tail) {
    case 'bush': {
      const brush = limb(
        [
          [x + 4, y, 2.6],
          [x - 9, y + 7 + sway * 0.4, 5.4],
          [x - 20, y + 20 + sway, 7.6],
          [x - 30, y + 30 + sway * 1.4, 5.4],
          [x - 37, y + 35 + sway * 1.6, 0.6],
        ],
        coat.body,
      );
      const tip = limb(
        [
          [x - 27, y + 27.5 + sway * 1.3, 6],
          [x - 32, y + 31.5 + sway * 1.5, 4.4],
          [x - 37.4, y + 35.4 + sway * 1.6, 0.5],
        ],
        coat.belly,
      );
      return brush + tip;
    }
    case 'up':
      return limb(
        [
          [x + 3, y, 2.4],
          [x - 9, y - 7 + sway * 0.3, 2.3],
          [x - 14 + sway * 0.6, y - 21, 2.1],
          [x - 9 + sway, y - 33, 1.2],
        ],
        coat.body,
      );
    case 'hair':
      return limb(
        [
          [x + 3, y, 2.4],
          [x - 8, y + 6, 5],
          [x - 13 + sway * 0.5, y + 24, 5.6],
          [x - 12 + sway, y + 44, 1.2],
        ],
        coat.socks,
      );
    case 'stub':
      return limb(
        [
          [x + 3, y, 3],
          [x - 4, y + 3 + sway * 0.2, 3.2],
          [x - 6, y + 9, 1],
        ],
        coat.body,
      );
    case 'thin':
    case 'tuft':
      return (
        line(
          strand([
            [x + 2, y],
            [x - 7, y + 8],
            [x - 9 + sway * 0.5, y + 26],
            [x - 6 + sway, y + 38],
          ]),
          coat.body,
          2,
        ) + `<ellipse cx="${n(x - 6 + sway)}" cy="${n(y + 41)}" rx="2.6" ry="5.2" fill="${coat.socks}"/>`
      );
  }
}

export function extras(b: Build, coat: Coat): string {
  const [hx, hy] = headAt(b);
  const L = b.length;
  switch (b.extra) {
    case 'mane': {
      const root: Knot[] = [
        [L / 2 - 9, -b.shoulder - b.depth * 0.5],
        [(L / 2 + hx) / 2 - 9, (-b.shoulder + hy) / 2 - 9],
        [hx - 6, hy - 7],
        [hx + 3, hy - 9],
        [hx + 1, hy + 1],
        [(L / 2 + hx) / 2 + 1, (-b.shoulder + hy) / 2 - 1],
        [L / 2 + 2, -b.shoulder - b.depth * 0.25],
      ];
      return path(outline(root), coat.socks);
    }
    case 'antlers': {
      const one = (s: number): string =>
        line(
          `M${n(hx - 1)} ${n(hy - 6)}q${n(-7 * s)} -7 ${n(-6 * s)} -19M${n(hx - 6 * s)} ${n(hy - 14)}q6 -2 8 -9M${n(hx - 7 * s)} ${n(hy - 21)}q6 -1 8 -7M${n(hx - 7 * s)} ${n(hy - 12)}q-7 -3 -9 -9`,
          coat.shade,
          1.7,
        );
      return one(1) + one(0.4);
    }
    case 'hump':
      return (
        path(
          outline([
            [-L / 4, -b.hip - 6],
            [-L / 10, -b.hip - 26],
            [2, -b.hip - 31],
            [12, -b.hip - 24],
            [L / 3, -b.shoulder - 6],
          ]),
          coat.body,
        ) +
        path(
          outline([
            [-L / 10, -b.hip - 20],
            [1, -b.hip - 29],
            [10, -b.hip - 22],
            [3, -b.hip - 19],
          ]),
          coat.glow,
          'opacity=".6"',
        )
      );
    case 'lionMane':
      return (
        path(scallop(hx - 5, hy + 6, 20, 22), coat.shade) +
        path(scallop(hx - 3, hy + 5, 15, 16), coat.socks, 'opacity=".8"')
      );
    case 'wool':
      return (
        path(scallop(-2, -b.hip - 2, L * 0.58, 25), coat.body) +
        path(scallop(2, -b.hip - 9, L * 0.44, 15), coat.glow, 'opacity=".6"')
      );
    case 'patches':
      return (
        path(
          outline([
            [-24, -78],
            [-6, -80],
            [2, -66],
            [-10, -54],
            [-26, -60],
          ]),
          coat.shade,
        ) +
        path(
          outline([
            [14, -76],
            [28, -74],
            [26, -58],
            [14, -62],
          ]),
          coat.shade,
        )
      );
    case 'horns':
    case undefined:
      return '';
  }
}

function scallop(cx: number, cy: number, rx: number, ry: number): string {
  const knots: Knot[] = [];
  for (let i = 0; i < 14; i++) {
    const a = (i / 14) * Math.PI * 2;
    const b = a + Math.PI / 14;
    knots.push(
      [cx + Math.cos(a) * rx * 1.06, cy + Math.sin(a) * ry * 1.06],
      [cx + Math.cos(b) * rx * 0.94, cy + Math.sin(b) * ry * 0.94, 1],
    );
  }
  return outline(knots);
}

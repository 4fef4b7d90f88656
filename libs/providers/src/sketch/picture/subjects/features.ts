import { hex, mix, rgb } from '../draw/colour.js';
import { line, n, path } from '../draw/svg.js';
import type { Speech } from './context.js';
import type { Face } from './face.js';

/** Mouth curve (up at the corners) and opening, brow tilt and height, and how wide the eyes are open. */
const MOODS = {
  calm: { curve: 0.25, open: 0, tilt: 0, raise: 0, eye: 1 },
  smile: { curve: 2.2, open: 0.9, tilt: 0.2, raise: 0.5, eye: 0.9 },
  sad: { curve: -1.7, open: 0, tilt: -1.7, raise: 0.4, eye: 0.82 },
  angry: { curve: -1.1, open: 0, tilt: 2.2, raise: -1, eye: 0.84 },
  surprised: { curve: 0, open: 2.6, tilt: 0, raise: 2, eye: 1.25 },
} as const;

export function eyes(f: Face): string {
  return [-1, 1].map((s) => (f.anime ? animeEye(f, s) : eye(f, s))).join('');
}

function eye(f: Face, s: number): string {
  const x = s * 6.9;
  const y = f.cy + 0.8;
  const w = 3.7;
  const open = 2.15 * MOODS[f.look.expression].eye * (1 - f.blink * 0.94);
  const lash = hex(mix(f.ink, f.hairShade, 0.3));
  const lid = `M${n(x - w)} ${n(y + 0.5)}Q${n(x - s * 0.6)} ${n(y - open * 1.55)} ${n(x + w)} ${n(y + 0.1)}`;
  const almond = `${lid}Q${n(x)} ${n(y + open * 1.15)} ${n(x - w)} ${n(y + 0.5)}Z`;
  const id = `e${s > 0 ? 'r' : 'l'}`;
  const iris = hex(mix(rgb(f.look.eyes), f.ink, 0.12));
  const clip = `<clipPath id="${id}"><path d="${almond}"/></clipPath>`;
  const ball =
    `<g clip-path="url(#${id})"><rect x="${n(x - 5)}" y="${n(y - 5)}" width="10" height="10" fill="${hex(mix([248, 245, 242], f.skinShade, 0.16))}"/>` +
    `<circle cx="${n(x)}" cy="${n(y - 0.1)}" r="1.95" fill="${hex(f.ink)}"/><circle cx="${n(x)}" cy="${n(y - 0.1)}" r="1.7" fill="${iris}"/>` +
    `<ellipse cx="${n(x)}" cy="${n(y + 0.7)}" rx="1.1" ry=".7" fill="${hex(mix(rgb(f.look.eyes), [255, 255, 255], 0.35))}" opacity=".8"/>` +
    `<circle cx="${n(x)}" cy="${n(y - 0.1)}" r=".85" fill="${hex(f.ink)}"/><circle cx="${n(x + f.side * 0.7)}" cy="${n(y - 0.85)}" r=".48" fill="#fff"/>` +
    path(`${lid}V${n(y - 4)}H${n(x - w)}Z`, hex(f.ink), 'opacity=".0"') +
    `<path d="${lid}" fill="none" stroke="${hex(f.ink)}" stroke-width="1.5" opacity=".28" transform="translate(0 .5)"/></g>`;
  const crease = `M${n(x - w * 0.9)} ${n(y - 1.5)}Q${n(x)} ${n(y - open * 1.4 - 1.6)} ${n(x + w * 0.95)} ${n(y - 1.5)}`;
  const lashes = f.look.woman
    ? line(
        `M${n(x + s * w)} ${n(y + 0.1)}l${n(s * 1.2)} -1.1M${n(x + s * w * 0.8)} ${n(y - 0.7)}l${n(s * 1)} -1.2`,
        lash,
        0.55,
      )
    : '';
  return (
    clip +
    ball +
    line(lid, lash, f.look.woman ? 0.95 : 0.7) +
    lashes +
    line(crease, hex(mix(f.skinShade, f.ink, 0.2)), 0.5, 'opacity=".7"')
  );
}

function animeEye(f: Face, s: number): string {
  const x = s * 7.2;
  const y = f.cy + 2.6;
  const open = MOODS[f.look.expression].eye * (1 - f.blink * 0.93);
  const h = 5.2 * open;
  const colour = rgb(f.look.eyes);
  const ink = hex(f.ink);
  const id = `a${s > 0 ? 'r' : 'l'}`;
  const shape = `M${n(x - s * 4)} ${n(y + h * 0.5)}Q${n(x - s * 4.4)} ${n(y - h)} ${n(x + s * 0.4)} ${n(y - h)}Q${n(x + s * 4.6)} ${n(y - h * 0.9)} ${n(x + s * 4.4)} ${n(y + h * 0.1)}Q${n(x + s * 3.4)} ${n(y + h)} ${n(x)} ${n(y + h)}Q${n(x - s * 3)} ${n(y + h)} ${n(x - s * 4)} ${n(y + h * 0.5)}Z`;
  return (
    `<clipPath id="${id}"><path d="${shape}"/></clipPath><linearGradient id="${id}g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hex(mix(colour, f.ink, 0.65))}"/><stop offset=".55" stop-color="${hex(colour)}"/><stop offset="1" stop-color="${hex(mix(colour, [255, 255, 255], 0.55))}"/></linearGradient>` +
    `<g clip-path="url(#${id})"><path d="${shape}" fill="#fff"/><ellipse cx="${n(x)}" cy="${n(y)}" rx="3.4" ry="4.9" fill="url(#${id}g)"/><ellipse cx="${n(x)}" cy="${n(y - 0.4)}" rx="1.4" ry="2.2" fill="${ink}"/>` +
    `<circle cx="${n(x - 1.2)}" cy="${n(y - 2.2)}" r="1.25" fill="#fff"/><circle cx="${n(x + 1.3)}" cy="${n(y + 2)}" r=".65" fill="#fff" opacity=".9"/></g>` +
    line(
      `M${n(x - s * 4.2)} ${n(y - h * 0.3)}Q${n(x - s * 3)} ${n(y - h * 1.02)} ${n(x + s * 0.4)} ${n(y - h)}Q${n(x + s * 4.4)} ${n(y - h * 0.9)} ${n(x + s * 4.9)} ${n(y + h * 0.05)}l${n(s * 0.9)} -.9`,
      ink,
      1.15,
    )
  );
}

export function brows(f: Face): string {
  const mood = MOODS[f.look.expression];
  const colour = hex(f.look.age === 'old' ? mix(f.hair, f.hairShade, 0.4) : mix(f.hairShade, f.ink, 0.2));
  const y = f.cy - (f.anime ? 5.8 : 4.7) - mood.raise;
  const w = f.look.woman ? 0.95 : 1.5;
  return [-1, 1]
    .map((s) => {
      const inner = y + mood.tilt * 0.7;
      const d = `M${n(s * 2.9)} ${n(inner + 0.5)}Q${n(s * 6.6)} ${n(y - 1.9)} ${n(s * 11.2)} ${n(y + 0.8 - mood.tilt * 0.3)}Q${n(s * 6.6)} ${n(y - 1.9 + w)} ${n(s * 2.9)} ${n(inner + 0.5 + w)}Z`;
      return path(d, colour, f.anime ? 'opacity=".8"' : '');
    })
    .join('');
}

/** A mouth that speaks opens from the mood it is in. */
function shapeOf({ look, speech, anime }: Face): { curve: number; open: number } {
  const mood = MOODS[look.expression];
  if (!speech) return mood;
  const said = (anime ? 2.6 : 3.4) * speech.open;
  return { curve: mood.curve * (1 - 0.6 * speech.open), open: speech.open < 0.08 ? 0 : Math.max(0.5, said) };
}

/** A round mouth is narrower the further it opens. */
const narrowed = ({ open, wide }: Speech) => 1 + 0.08 * wide - open * (0.34 - 0.3 * wide);

export function mouth(f: Face): string {
  const { curve, open } = shapeOf(f);
  const y = f.cy + (f.anime ? 15.6 : 15.2);
  const w = (f.anime ? 2.9 : f.look.woman ? 4.5 : 5) * (f.speech ? narrowed(f.speech) : 1);
  const lip = mix(f.skin, f.look.woman ? [186, 62, 70] : [150, 80, 72], f.look.woman ? 0.6 : 0.42);
  const dark = hex(mix(lip, f.ink, 0.6));
  const corner = y - curve * 0.5;
  if (f.anime) {
    if (open > 0.3)
      return path(
        `M${n(-w)} ${n(corner)}Q0 ${n(y + 0.6)} ${n(w)} ${n(corner)}Q0 ${n(y + 3 + open * 1.4)} ${n(-w)} ${n(corner)}Z`,
        hex(mix(lip, f.ink, 0.25)),
      );
    return line(`M${n(-w)} ${n(corner)}Q0 ${n(y + curve)} ${n(w)} ${n(corner)}`, dark, 0.75);
  }
  const seam = `M${n(-w)} ${n(corner)}Q${n(-w * 0.4)} ${n(y + curve * 0.5 - 0.3)} 0 ${n(y + curve * 0.5)}Q${n(w * 0.4)} ${n(y + curve * 0.5 - 0.3)} ${n(w)} ${n(corner)}`;
  const upper = `${seam}Q${n(w * 0.45)} ${n(y - 1.7)} ${n(0.9)} ${n(y - 1.5)}Q0 ${n(y - 1)} ${n(-0.9)} ${n(y - 1.5)}Q${n(-w * 0.45)} ${n(y - 1.7)} ${n(-w)} ${n(corner)}Z`;
  const lower = `${seam}Q${n(w * 0.5)} ${n(y + 2.5 + curve * 0.5 + open)} 0 ${n(y + 2.6 + curve * 0.5 + open)}Q${n(-w * 0.5)} ${n(y + 2.5 + curve * 0.5 + open)} ${n(-w)} ${n(corner)}Z`;
  const inside = `${seam}Q0 ${n(y + curve * 0.5 + open * 1.9)} ${n(-w)} ${n(corner)}Z`;
  const teeth =
    open > 0.3
      ? path(inside, hex(mix(f.ink, [90, 20, 24], 0.4))) +
        path(
          `M${n(-w * 0.78)} ${n(corner + 0.2)}Q0 ${n(y + curve * 0.5 + 0.2)} ${n(w * 0.78)} ${n(corner + 0.2)}Q0 ${n(y + curve * 0.5 + open * 1.1)} ${n(-w * 0.78)} ${n(corner + 0.2)}Z`,
          '#f4efe8',
        )
      : '';
  const shine = `<ellipse cx="${n(f.side * 0.9)}" cy="${n(y + 1.6 + curve * 0.5 + open)}" rx="1.5" ry=".42" fill="#fff" opacity=".28"/>`;
  return path(upper, hex(mix(lip, f.ink, 0.16))) + path(lower, hex(lip)) + teeth + line(seam, dark, 0.55) + shine;
}

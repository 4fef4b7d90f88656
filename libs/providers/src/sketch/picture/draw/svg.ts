/** Numbers as short as they can be: the drawings hold thousands of them. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);

export type Point = readonly [number, number];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text for XML: escaped, and without the characters XML forbids. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c);
}

export function path(d: string, fill: string, extra = ''): string {
  return `<path d="${d}" fill="${fill}" ${extra}/>`;
}

export function line(d: string, stroke: string, width: number, extra = ''): string {
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`;
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, extra = ''): string {
  return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${extra}/>`;
}

export function rect(x: number, y: number, w: number, h: number, fill: string, extra = ''): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}" ${extra}/>`;
}

export function polygon(points: readonly Point[], fill: string, extra = ''): string {
  return path(`M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`, fill, extra);
}

/** A point with a third number above 0 is a corner; the others are passed through smoothly. */
export type Knot = readonly [number, number, number?];

/** A smooth closed outline through its knots (Catmull-Rom), sharp where a knot is a corner. */
export function outline(knots: readonly Knot[]): string {
  const count = knots.length;
  const at = (i: number): Knot => knots[(i + count) % count] ?? [0, 0];
  let d = `M${n(at(0)[0])} ${n(at(0)[1])}`;
  for (let i = 0; i < count; i++) d += curve(at(i - 1), at(i), at(i + 1), at(i + 2));
  return `${d}Z`;
}

/** A smooth open line through its knots. */
export function strand(knots: readonly Knot[]): string {
  const at = (i: number): Knot => knots[Math.min(knots.length - 1, Math.max(0, i))] ?? [0, 0];
  let d = `M${n(at(0)[0])} ${n(at(0)[1])}`;
  for (let i = 0; i < knots.length - 1; i++) d += curve(at(i - 1), at(i), at(i + 1), at(i + 2));
  return d;
}

function curve(before: Knot, from: Knot, to: Knot, after: Knot): string {
  const soft = 1 / 6;
  const ax = from[2] ? from[0] : from[0] + (to[0] - before[0]) * soft;
  const ay = from[2] ? from[1] : from[1] + (to[1] - before[1]) * soft;
  const bx = to[2] ? to[0] : to[0] - (after[0] - from[0]) * soft;
  const by = to[2] ? to[1] : to[1] - (after[1] - from[1]) * soft;
  return `C${n(ax)} ${n(ay)} ${n(bx)} ${n(by)} ${n(to[0])} ${n(to[1])}`;
}

/** A limb: a smooth tapering shape along joints given as x, y and half width. */
export function limb(joints: readonly (readonly [number, number, number])[], fill: string): string {
  const left: Knot[] = [];
  const right: Knot[] = [];
  joints.forEach(([x, y, half], i) => {
    const before = joints[Math.max(0, i - 1)] ?? joints[i]!;
    const after = joints[Math.min(joints.length - 1, i + 1)] ?? joints[i]!;
    const dx = after[0] - before[0];
    const dy = after[1] - before[1];
    const length = Math.hypot(dx, dy) || 1;
    left.push([x - (dy / length) * half, y + (dx / length) * half]);
    right.unshift([x + (dy / length) * half, y - (dx / length) * half]);
  });
  return path(outline([...left, ...right]), fill);
}

/** A radial glow as an element; ids only need to be different within one drawing. */
export function glow(cx: number, cy: number, rx: number, ry: number, colour: string, opacity: number): string {
  const id = `g${Math.abs(Math.round(cx * 7 + cy * 13 + rx * 17 + opacity * 1000))}${colour.slice(1)}`;
  const stops = [1, 0.72, 0.42, 0.2, 0.07, 0]
    .map((a, i) => `<stop offset="${i / 5}" stop-color="${colour}" stop-opacity="${(a * opacity).toFixed(3)}"/>`)
    .join('');
  return `<radialGradient id="${id}">${stops}</radialGradient>${ellipse(cx, cy, rx, ry, `url(#${id})`)}`;
}

import type { Loop, LayerMotion, Stage } from '../draw/layer.js';
import { STAGE_HEIGHT } from '../draw/layer.js';
import type { Tones } from '../draw/tones.js';
import type { Scene, Subject } from '../scene/scene.js';

/** A subject ready to be drawn: its foot or centre on the stage and its height in stage units. */
export interface Sitter {
  subject: Subject;
  scene: Scene;
  stage: Stage;
  tones: Tones;
  x: number;
  y: number;
  height: number;
}

/**
 * A drawing in a box of its own: 100 units high, foot (or centre, for what floats) at 0,0, facing right. `phase` is
 * the place in its loop; phase 0 is the still.
 */
export interface Drawing {
  draw: (sitter: Sitter, phase: number) => string;
  /** The same, speaking. */
  speak?: (sitter: Sitter, mouth: Speech) => string;
  /** Reach in its own units: left, top, right, bottom. */
  box: readonly [number, number, number, number];
  /** Seconds of one loop; absent for what stands still. */
  seconds?: number;
  rest?: number;
  motion?: LayerMotion;
  /** Light it gives, in stage coordinates. */
  shine?: (sitter: Sitter) => string | undefined;
}

/** One moment of somebody who speaks: 0 to 1 each. */
export interface Speech {
  open: number;
  /** From a round mouth to a broad one. */
  wide: number;
  blink: number;
}

/** Longer than any frame is wide; they may run out of it. */
const LONG = new Set<Subject['kind']>(['train', 'portrait']);

export function sitterOf(subject: Subject, drawing: Drawing, scene: Scene, stage: Stage, tones: Tones): Sitter {
  const wanted =
    subject.size * STAGE_HEIGHT * (subject.kind === 'portrait' ? Math.min(1, stage.width / 740) : stage.unit);
  const reach = Math.max(-drawing.box[0], drawing.box[2]) / 100;
  const room = (0.47 * stage.width) / reach;
  const height = LONG.has(subject.kind) ? wanted : Math.min(wanted, room);
  // What fits is kept inside the frame.
  const half = Math.min(0.5 * stage.width, reach * height + 0.02 * stage.width);
  const x = subject.x * stage.width;
  return {
    subject,
    scene,
    stage,
    tones,
    x: LONG.has(subject.kind) ? x : Math.min(stage.width - half, Math.max(half, x)),
    y: subject.y * STAGE_HEIGHT,
    height,
  };
}

/** Puts a drawing on the stage. */
export function placeDrawing(drawing: Drawing, sitter: Sitter, phase: number): string {
  return placed(sitter, drawing.draw(sitter, phase));
}

export function placed(sitter: Sitter, body: string): string {
  const k = sitter.height / 100;
  const flip = sitter.subject.facing;
  const matrix = `matrix(${(k * flip).toFixed(4)} 0 0 ${k.toFixed(4)} ${sitter.x.toFixed(2)} ${sitter.y.toFixed(2)})`;
  return `<g transform="${matrix}">${body}</g>`;
}

export function loopOf(drawing: Drawing, sitter: Sitter): Loop | undefined {
  if (drawing.seconds === undefined) return undefined;
  const k = sitter.height / 100;
  const [left, top, right, bottom] = drawing.box;
  const reach = Math.max(-left, right);
  return {
    seconds: drawing.seconds,
    box: [sitter.x - reach * k, sitter.y + top * k, 2 * reach * k, (bottom - top) * k],
    draw: (phase) => placeDrawing(drawing, sitter, phase),
    ...(drawing.rest === undefined ? {} : { rest: drawing.rest }),
  };
}

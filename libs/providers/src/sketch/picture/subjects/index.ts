import type { Layer, Stage } from '../draw/layer.js';
import { Tones } from '../draw/tones.js';
import type { Scene, SubjectKind } from '../scene/scene.js';
import { ANIMALS } from './animals.js';
import { birds, eagle } from './birds.js';
import { BOATS } from './boats.js';
import { BUILDINGS } from './buildings.js';
import { castle } from './castle.js';
import { type Drawing, type Sitter, type Speech, loopOf, placeDrawing, placed, sitterOf } from './context.js';
import { OBJECTS } from './objects.js';
import { person } from './people.js';
import { portrait } from './portrait.js';
import { SWIMMERS } from './swimmers.js';
import { VEHICLES } from './vehicles.js';

const DRAWINGS: Partial<Record<SubjectKind, Drawing>> = {
  eagle,
  birds,
  person,
  portrait,
  ...ANIMALS,
  ...SWIMMERS,
  ...BUILDINGS,
  ...BOATS,
  castle,
  ...VEHICLES,
  ...OBJECTS,
};

/** Somebody in the picture who can speak. */
export interface Speaker {
  /** The plane they are on. */
  layer: string;
  sitter: Sitter;
  /** That plane at one moment of what they say. */
  at: (speech: Speech) => Layer;
}

/** The nearest one who can; undefined where nobody can. */
export function speakerOf(scene: Scene, stage: Stage): Speaker | undefined {
  const tones = new Tones(scene);
  const index = scene.subjects.findLastIndex(({ kind, look }) => look && DRAWINGS[kind]?.speak);
  const subject = scene.subjects[index];
  const drawing = subject && DRAWINGS[subject.kind];
  if (!subject || !drawing?.speak) return undefined;
  const sitter = sitterOf(subject, drawing, scene, stage, tones);
  const { speak } = drawing;
  const at = (speech: Speech): Layer => ({
    ...{ id: `subject ${index}`, near: subject.near, relief: 1 },
    parts: [{ svg: placed(sitter, speak(sitter, speech)) }],
  });
  return { layer: `subject ${index}`, sitter, at };
}

/** Every subject as a plane of its own, farthest first. */
export function subjectLayers(scene: Scene, stage: Stage): Layer[] {
  const tones = new Tones(scene);
  return scene.subjects.flatMap((subject, index) => {
    const drawing = DRAWINGS[subject.kind];
    if (!drawing) return [];
    const sitter = sitterOf(subject, drawing, scene, stage, tones);
    const loop = loopOf(drawing, sitter);
    const layer: Layer = {
      id: `subject ${index}`,
      near: subject.near,
      parts: [{ svg: placeDrawing(drawing, sitter, 0) }],
      relief: 1,
    };
    if (loop) layer.loop = loop;
    if (drawing.motion) layer.motion = drawing.motion;
    const shine = drawing.shine?.(sitter);
    if (shine === undefined) return [layer];
    const light: Layer = {
      id: `subject ${index} light`,
      near: subject.near,
      light: true,
      parts: [{ svg: shine }],
      motion: { flicker: { depth: 0.3, seconds: 2.3, phase: 0, rough: true } },
    };
    return [layer, light];
  });
}

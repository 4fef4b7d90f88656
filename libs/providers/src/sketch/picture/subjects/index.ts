import type { Layer, Stage } from '../draw/layer.js';
import { Tones } from '../draw/tones.js';
import type { Scene, SubjectKind } from '../scene/scene.js';
import { birds, eagle } from './birds.js';
import { type Drawing, loopOf, placeDrawing, sitterOf } from './context.js';

export const DRAWINGS: Partial<Record<SubjectKind, Drawing>> = { eagle, birds };

/** Every subject as a plane of its own, farthest first. */
export function subjectLayers(scene: Scene, stage: Stage): Layer[] {
  const tones = new Tones(scene);
  return scene.subjects.flatMap((subject, index) => {
    const drawing = DRAWINGS[subject.kind];
    if (!drawing) return [];
    const sitter = sitterOf(subject, scene, stage, tones);
    const loop = loopOf(drawing, sitter);
    const layer: Layer = {
      id: `subject ${index}`,
      near: subject.near,
      parts: [{ svg: placeDrawing(drawing, sitter, 0) }],
      relief: 1,
    };
    if (loop) layer.loop = loop;
    if (drawing.motion) layer.motion = drawing.motion;
    return [layer];
  });
}

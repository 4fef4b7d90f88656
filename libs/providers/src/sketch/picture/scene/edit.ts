import { fork } from '../../common/random.js';
import { placeLight } from './compose.js';
import { type LightName, paletteOf } from './palettes.js';
import { type Reading, readPrompt } from './reading.js';
import type { Scene, Style, Subject } from './scene.js';

/**
 * The same scene with what the words name changed: light, weather, style, expression, outfit, angle. Everything
 * that isn't named stays, down to the hair.
 */
export function editScene(scene: Scene, prompt: string, style: Style | 'auto'): Scene {
  const reading = readPrompt(prompt);
  const light = reading.lights[0] ?? impliedLight(scene, reading);
  const tint = reading.tint ?? scene.tint;
  const place = reading.places.find((p) => p !== 'sky') ?? scene.place;
  const next: Scene = {
    ...scene,
    place,
    light,
    ...(tint === undefined ? {} : { tint }),
    palette: light === scene.light && tint === scene.tint ? scene.palette : paletteOf(light, scene.seed, tint),
    weather: reading.weather ?? (light === 'storm' ? 'storm' : scene.weather),
    style: style === 'auto' ? (reading.style ?? scene.style) : style,
    camera: { shot: reading.shot ?? scene.camera.shot, angle: reading.angle ?? scene.camera.angle },
    subjects: scene.subjects.map((subject) => editSubject(subject, scene, reading)),
  };
  if (reading.angle !== undefined && reading.angle !== scene.camera.angle) {
    const turn = { low: 0.12, eye: 0, high: -0.16 };
    next.horizon = scene.horizon + turn[reading.angle] - turn[scene.camera.angle];
  }
  if (light !== scene.light || place !== scene.place || next.weather !== scene.weather) {
    next.sun = placeLight(next, prompt, fork(scene.seed, 'edit light'));
  }
  return next;
}

/** Another take of a scene: the same people in the same light, seen from a step beside. */
export function anotherTake(scene: Scene, seed: number): Scene {
  const random = fork(seed, 'take');
  const turned = random.chance(0.5);
  const shift = random.range(-0.12, 0.12);
  const near = random.range(0.86, 1.16);
  const next: Scene = {
    ...scene,
    horizon: Math.min(0.8, Math.max(0.25, scene.horizon + random.range(-0.05, 0.05))),
    subjects: scene.subjects.map((subject) => ({
      ...subject,
      x: subject.kind === 'portrait' ? subject.x : Math.min(0.9, Math.max(0.1, subject.x + shift)),
      size: Math.min(1.05, subject.size * near),
      facing: turned ? (subject.facing === 1 ? -1 : 1) : subject.facing,
    })),
  };
  next.sun = placeLight(next, scene.prompt, random);
  return next;
}

function impliedLight(scene: Scene, reading: Reading): LightName {
  if (reading.weather === 'storm') return 'storm';
  return scene.light;
}

function editSubject(subject: Subject, scene: Scene, reading: Reading): Subject {
  const named = reading.subjects.find((s) => s.kind === subject.kind);
  const shot = { wide: 0.72, medium: 1, close: 1.45 };
  const before = shot[scene.camera.shot];
  const zoom = subject.kind === 'portrait' || reading.shot === undefined ? 1 : shot[reading.shot] / before;
  const facing = reading.side === 'left' ? -1 : reading.side === 'right' ? 1 : subject.facing;
  const { woman: _kept, ...changes } = reading.look;
  return {
    ...subject,
    facing,
    size: Math.min(1.05, subject.size * zoom),
    pose: reading.pose ?? subject.pose,
    ...(named?.colour === undefined ? {} : { colour: named.colour }),
    ...(subject.look === undefined ? {} : { look: { ...subject.look, ...changes } }),
  };
}

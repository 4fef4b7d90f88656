import { type Random, fork, hashText } from '../../common/random.js';
import { lookFor } from './people.js';
import { LIGHT_FACTS, type LightName, paletteOf } from './palettes.js';
import { type NamedSubject, type Reading, readPrompt } from './reading.js';
import { PLACES, type Place, type Scene, type Style, type Subject, type SubjectKind, type Weather } from './scene.js';

/** Where a subject is at home, how large it is drawn (share of the shorter side) and what it stands on. */
interface Habit {
  home: readonly Place[];
  size: number;
  /** `air` floats in the upper half, `water` swims below the surface or on it, `ground` stands on its feet. */
  stands: 'ground' | 'air' | 'water';
}

const g = (home: string, size: number, stands: Habit['stands'] = 'ground'): Habit => ({
  home: home.split(' ') as Place[],
  size,
  stands,
});

const HABITS: Record<SubjectKind, Habit> = {
  person: g('field street mountains village', 0.5),
  portrait: g('studio', 0.98),
  fox: g('forest', 0.3),
  wolf: g('forest mountains', 0.34),
  dog: g('field', 0.32),
  cat: g('interior', 0.32),
  horse: g('field', 0.42),
  deer: g('forest', 0.42),
  camel: g('desert', 0.42),
  cow: g('field', 0.34),
  sheep: g('field', 0.24),
  lion: g('field desert', 0.34),
  bear: g('forest', 0.36),
  eagle: g('mountains', 0.34, 'air'),
  birds: g('sky sea field', 0.3, 'air'),
  whale: g('underwater', 0.36, 'water'),
  fish: g('underwater', 0.2, 'water'),
  ship: g('sea', 0.46, 'water'),
  boat: g('sea', 0.2, 'water'),
  car: g('street', 0.26),
  train: g('field mountains', 0.22),
  rocket: g('space', 0.6, 'air'),
  plane: g('sky', 0.2, 'air'),
  balloon: g('sky mountains', 0.42, 'air'),
  lighthouse: g('sea', 0.62),
  house: g('field', 0.36),
  castle: g('mountains', 0.52),
  windmill: g('field', 0.5),
  tree: g('field', 0.56),
  flower: g('field', 0.5),
  bottle: g('studio', 0.5),
  cup: g('studio interior', 0.28),
  box: g('studio', 0.36),
  robot: g('city street', 0.5),
  campfire: g('forest', 0.2),
  abstract: g('studio', 0.48),
};

const HOME_LIGHT: Partial<Record<Place, readonly LightName[]>> = {
  underwater: ['underwater'],
  space: ['space'],
  studio: ['studio'],
  interior: ['golden', 'dusk', 'firelight'],
  forest: ['dawn', 'golden', 'overcast'],
  snow: ['dawn', 'noon', 'dusk'],
  desert: ['noon', 'golden', 'dusk'],
  city: ['dusk', 'night', 'golden'],
};
const OUTDOOR_LIGHT: readonly LightName[] = ['golden', 'noon', 'dawn', 'dusk'];

/** Which of several named lights rules the picture: the stronger word wins. */
const LIGHT_RANK: readonly LightName[] = [
  'neon',
  'storm',
  'firelight',
  'night',
  'dusk',
  'dawn',
  'golden',
  'overcast',
  'noon',
];
/** The order in which places name the ground: a city is a city although it has a sky and a river. */
const PLACE_RANK: readonly Place[] = [
  'underwater',
  'space',
  'interior',
  'studio',
  'street',
  'village',
  'city',
  'forest',
  'desert',
  'mountains',
  'sea',
  'field',
  'snow',
  'sky',
];

export interface SceneRequest {
  prompt: string;
  style: Style | 'auto';
  seed: number;
  /** Width over height. */
  aspect: number;
}

export function composeScene(request: SceneRequest): Scene {
  const { seed, prompt } = request;
  const reading = readPrompt(prompt);
  // The words take part in every chance, so that two prompts differ even where they name the same things.
  const mixed = (seed ^ hashText(prompt)) >>> 0;
  const random = fork(mixed, 'compose');
  const named = nameSubjects(reading);
  const place = choosePlace(reading, named, random);
  const light = chooseLight(reading, place, random);
  const weather = reading.weather ?? defaultWeather(light);
  const camera = { shot: reading.shot ?? 'medium', angle: reading.angle ?? 'eye' };
  const scene: Scene = {
    version: 1,
    seed: mixed,
    prompt: prompt.slice(0, 2000),
    style: request.style === 'auto' ? (reading.style ?? 'cartoon') : request.style,
    place,
    light,
    ...(reading.tint === undefined ? {} : { tint: reading.tint }),
    palette: paletteOf(light, mixed, reading.tint),
    weather,
    sun: { kind: 'none', x: 0.5, y: 0.3 },
    horizon: horizonOf(place, camera.angle, random),
    camera,
    subjects: [],
  };
  scene.sun = placeLight(scene, prompt, random);
  scene.subjects = placeSubjects(scene, reading, named, request.aspect, random);
  if (reading.unknown !== undefined && reading.subjects.length === 0) {
    if (scene.subjects.some((s) => s.kind === 'abstract')) scene.caption = reading.unknown;
  }
  return scene;
}

function nameSubjects(reading: Reading): NamedSubject[] {
  const portrait = reading.subjects.find((s) => s.kind === 'portrait');
  if (portrait) return [{ ...portrait, count: 1 }];
  const people = reading.subjects.filter((s) => s.kind === 'person');
  if (people.length > 0 && reading.shot === 'close') return [{ kind: 'portrait', count: 1 }];
  if (reading.subjects.length > 0) return reading.subjects;
  return reading.unknown === undefined ? [] : [{ kind: 'abstract', count: 1 }];
}

function choosePlace(reading: Reading, named: NamedSubject[], random: Random): Place {
  const found = PLACE_RANK.find((place) => reading.places.includes(place));
  // Snow is a place of its own only when nothing else is named; otherwise it lies on that place.
  const ranked = reading.places.includes('snow') && found !== undefined && found !== 'forest' ? found : found;
  if (ranked === 'sky' && named[0]?.kind === 'eagle') return 'mountains';
  if (ranked !== undefined) return ranked;
  const first = named[0];
  if (first) return random.pick(HABITS[first.kind].home);
  return random.pick(PLACES.filter((p) => !['studio', 'interior'].includes(p)));
}

function chooseLight(reading: Reading, place: Place, random: Random): LightName {
  const special: Partial<Record<Place, LightName>> = { underwater: 'underwater', space: 'space' };
  const fixed = special[place];
  if (fixed !== undefined) return fixed;
  const named = LIGHT_RANK.find((light) => reading.lights.includes(light));
  if (named !== undefined) return named;
  if (reading.weather === 'rain' || reading.weather === 'fog') return 'overcast';
  return random.pick(HOME_LIGHT[place] ?? OUTDOOR_LIGHT);
}

function defaultWeather(light: LightName): Weather {
  if (light === 'storm') return 'storm';
  return light === 'overcast' ? 'cloudy' : 'clear';
}

function horizonOf(place: Place, angle: Scene['camera']['angle'], random: Random): number {
  const base: Partial<Record<Place, number>> = {
    sea: 0.56,
    desert: 0.56,
    sky: 0.9,
    interior: 0.72,
    studio: 0.7,
    city: 0.72,
    street: 0.66,
  };
  const turn = { low: 0.12, eye: 0, high: -0.16 }[angle];
  return Math.min(0.86, Math.max(0.3, (base[place] ?? 0.62) + turn + random.range(-0.025, 0.025)));
}

/** Puts the sun or moon in the sky, on a third. */
export function placeLight(scene: Scene, prompt: string, random: Random): Scene['sun'] {
  const facts = LIGHT_FACTS[scene.light];
  const third = random.chance(0.5) ? random.range(0.24, 0.36) : random.range(0.64, 0.76);
  const elevation = random.range(facts.elevation[0], facts.elevation[1]);
  const hidden = ['interior', 'studio', 'underwater', 'space'].includes(scene.place);
  const veiled = scene.weather === 'storm' || scene.weather === 'rain' || /\bno (sun|moon)\b/i.test(prompt);
  return {
    kind: hidden || veiled ? 'none' : facts.source,
    x: third,
    y: scene.horizon * (1 - elevation),
  };
}

function placeSubjects(
  scene: Scene,
  reading: Reading,
  named: NamedSubject[],
  aspect: number,
  random: Random,
): Subject[] {
  const total = named.reduce((sum, n) => sum + Math.min(n.count, 7), 0);
  const awayFromLight = scene.sun.x < 0.5 ? 0.64 : 0.36;
  const anchor = { left: 0.27, right: 0.73, centre: 0.5 }[reading.side ?? 'centre'];
  const centre = reading.side === undefined && total === 1 ? awayFromLight : anchor;
  const subjects: Subject[] = [];
  for (const name of named) {
    for (let i = 0; i < Math.min(name.count, 7); i++) {
      subjects.push(placeOne(scene, reading, name, { index: subjects.length, total, centre, aspect }, random));
    }
  }
  settle(subjects, scene);
  // What is farther away is drawn first.
  return subjects.sort((a, b) => a.near - b.near);
}

const SCENERY = new Set<SubjectKind>(['castle', 'house', 'lighthouse', 'windmill', 'tree']);

/** Buildings and trees stand behind those who are there with them, on the other third. */
function settle(subjects: Subject[], scene: Scene): void {
  const scenery = subjects.filter((s) => SCENERY.has(s.kind));
  const others = subjects.filter((s) => !SCENERY.has(s.kind) && s.kind !== 'birds' && s.kind !== 'eagle');
  if (scenery.length === 0 || others.length === 0) return;
  const left = scene.sun.x > 0.5;
  scenery.forEach((s, i) => {
    s.x = (left ? 0.32 : 0.68) + (left ? 1 : -1) * 0.2 * i;
    s.y = scene.horizon + (1 - scene.horizon) * 0.26;
    s.near = 0.47 - 0.01 * i;
  });
  const middle = others.reduce((sum, s) => sum + s.x, 0) / others.length;
  for (const s of others) {
    s.x = (left ? 0.7 : 0.3) + (s.x - middle) * 0.7;
    s.facing = left ? -1 : 1;
  }
}

interface Slot {
  index: number;
  total: number;
  centre: number;
  aspect: number;
}

function placeOne(scene: Scene, reading: Reading, name: NamedSubject, slot: Slot, random: Random): Subject {
  const habit = HABITS[name.kind];
  const crowd = slot.total > 1 ? Math.max(0.5, 1.08 - 0.1 * slot.total) : 1;
  const shot = { wide: 0.72, medium: 1, close: 1.45 }[scene.camera.shot];
  const depth = reading.depth === 'foreground' ? 1.35 : reading.depth === 'background' ? 0.55 : 1;
  const large = name.kind === 'portrait' ? 1 : (reading.size ?? 1) * shot * depth;
  const size = Math.min(1.05, habit.size * crowd * large * random.range(0.94, 1.06));
  const pace = name.kind === 'person' && slot.total === 2 ? 0.2 / Math.max(1, slot.aspect) : 0.22;
  const spread = slot.total > 1 ? ((slot.index + 0.5) / slot.total - 0.5) * Math.min(0.84, pace * slot.total + 0.1) : 0;
  const x = centred(name.kind, scene) ? 0.5 + spread : slot.centre + spread + random.range(-0.02, 0.02);
  const seed = fork(scene.seed, `${name.kind} ${slot.index}`).int(0, 0x7fffffff);
  const look = name.kind === 'person' || name.kind === 'portrait' ? lookFor(reading, seed, slot.index) : undefined;
  return {
    kind: name.kind,
    x,
    y: heightOf(scene, habit, size, slot, random),
    size,
    facing: x < 0.5 ? 1 : -1,
    near: 0.5 + 0.02 * slot.index,
    pose: reading.pose ?? (name.kind === 'person' && slot.total === 1 ? 'stand' : slot.total > 1 ? 'walk' : 'stand'),
    ...(name.colour === undefined ? {} : { colour: name.colour }),
    ...(look === undefined ? {} : { look }),
    seed,
  };
}

const centred = (kind: SubjectKind, scene: Scene): boolean => kind === 'portrait' || scene.place === 'studio';

function heightOf(scene: Scene, habit: Habit, size: number, slot: Slot, random: Random): number {
  if (scene.place === 'studio') return habit.size > 0.9 ? 1 : 0.74;
  if (habit.size > 0.9) return 1;
  const drop = slot.total > 1 ? (slot.index % 2) * 0.035 : 0;
  if (habit.stands === 'air') return Math.max(size * 0.4, scene.horizon * random.range(0.5, 0.62) - drop);
  if (habit.stands === 'water') {
    if (scene.place === 'underwater') return random.range(0.42, 0.56) + drop;
    return scene.horizon + (1 - scene.horizon) * random.range(0.3, 0.4) + drop;
  }
  return Math.min(0.94, scene.horizon + (1 - scene.horizon) * random.range(0.52, 0.62) + drop);
}

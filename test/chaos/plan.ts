import type { RacePoint } from '#engine';
import { Random } from './random.js';

export type Role = 'worker' | 'gateway';

/** Points in the work itself, beside those around the engine's scripts. */
export type WorkPoint = 'after submit' | 'after store';
/** `between split` is only there with `--control`: between the two halves of a commit that is not atomic. */
export type Point = RacePoint | WorkPoint | 'between split';

/** What one life of a process has before it: to end or to freeze when it comes to a point for the nth time. */
export interface Life {
  point: Point;
  nth: number;
  act: 'die' | 'freeze';
}

/** How often a point is reached decides how deep into it a life can be cut short. */
const POINTS: Record<Role, [Point, most: number][]> = {
  worker: [
    ['before claim', 8],
    ['after claim', 8],
    ['after submit', 8],
    ['after store', 8],
    ['before commit', 8],
    ['after commit', 8],
    ['after take', 6],
    ['after expand', 2],
    ['after release', 1],
    ['before finish', 1],
    ['after finish', 1],
    ['after requeue', 2],
    ['before worked', 2],
  ],
  gateway: [
    ['after create', 1],
    ['before start', 1],
    ['after start', 1],
    ['after take', 4],
    ['after expand', 2],
    ['after requeue', 2],
    ['before worked', 2],
  ],
};

/** Of 100 lives: those that end at a point, and those that freeze before they commit; the rest end by chance. */
const ARMED = 45;
const FROZEN = 6;

/** What the nth process of a run has before it; the same for the same seed. */
export function lifeOf(seed: number, role: Role, index: number): Life | undefined {
  const random = new Random(seed, role, index);
  const lot = random.between(1, 100);
  if (role === 'worker' && lot <= FROZEN) return { point: 'before commit', nth: random.between(1, 6), act: 'freeze' };
  if (lot > ARMED) return undefined;
  const [point, most] = random.pick(POINTS[role]);
  return { point, nth: random.between(1, most), act: 'die' };
}

const FAULTS = {
  'kill worker': 56,
  'kill gateway': 9,
  'kill redis': 6,
  'stop worker': 3,
  'duplicate job': 12,
  'delay job': 6,
  'fill disk': 4,
};
export type FaultKind = keyof typeof FAULTS;

export interface Fault {
  kind: FaultKind;
  /** How long after the fault before. */
  afterMs: number;
  /** Chooses among what is there when it happens, in [0, 1). */
  which: number;
  /** How long it lasts, where it lasts. */
  forMs: number;
}

/** The nth fault of a run; the same for the same seed. */
export function faultOf(seed: number, index: number): Fault {
  const random = new Random(seed, 'fault', index);
  return {
    kind: random.weighted(FAULTS),
    afterMs: random.between(60, 480),
    which: random.next(),
    forMs: random.between(300, 1500),
  };
}

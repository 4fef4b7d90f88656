import { fork } from '../common/random.js';

export const MOVES = ['push', 'pull', 'panLeft', 'panRight', 'craneUp', 'craneDown', 'orbit', 'static'] as const;
export type Move = (typeof MOVES)[number];

/** Where the camera is: sideways and up in shares of the frame, `push` towards the scene, `zoom` by the lens. */
export interface CameraPose {
  /** Turns the camera: everything moves alike. */
  panX: number;
  panY: number;
  /** Moves the camera: near planes move more. */
  trackX: number;
  trackY: number;
  push: number;
  zoom: number;
}

const REST: CameraPose = { panX: 0, panY: 0, trackX: 0, trackY: 0, push: 0, zoom: 1 };

/** How far each move goes by its end. */
const ENDS: Record<Move, Partial<CameraPose>> = {
  push: { push: 0.2, zoom: 1.06 },
  pull: { push: -0.15, zoom: 0.97 },
  panLeft: { panX: -0.035, trackX: -0.09, push: 0.03 },
  panRight: { panX: 0.035, trackX: 0.09, push: 0.03 },
  craneUp: { panY: -0.02, trackY: -0.1, push: 0.03 },
  craneDown: { panY: 0.02, trackY: 0.1, push: 0.03 },
  orbit: { panX: -0.03, trackX: 0.14, push: 0.06 },
  static: {},
};

const WORDS: readonly (readonly [Move, RegExp])[] = [
  ['static', /\b(static|still|locked|fixed|tripod|no (camera )?(move|movement|motion))\b/],
  ['pull', /\b(pull(s|ing)?[ -]?(out|back|away)|zoom(s|ing)?[ -]?out|dolly[ -]?out|reveal(s|ing)?|retreat\w*)\b/],
  ['push', /\b(push(es|ing)?[ -]?(in|forward)|zoom(s|ing)?([ -]?in)?|dolly([ -]?in)?|closer|approach\w*|forward)\b/],
  [
    'panLeft',
    /\b(pan|track|truck|slide|move|sweep)(s|ning|ing)?( (slowly|gently|smoothly))?( (to|the|towards?))* left\b/,
  ],
  [
    'panRight',
    /\b(pan|track|truck|slide|move|sweep)(s|ning|ing)?( (slowly|gently|smoothly))?( (to|the|towards?))* right\b/,
  ],
  [
    'craneUp',
    /\b(crane|tilt|boom|rise|rises|rising|ascend\w*|jib|pedestal|lift)( (slowly|gently|smoothly))?( up)?\b(?! down)/,
  ],
  ['craneDown', /\b(descend\w*|lower(s|ing)?)\b/],
  ['orbit', /\b(orbit\w*|arc(s|ing)?|circl\w+|revolv\w+|rotat\w+)\b/],
  ['panRight', /\b(pan|panning|pans|sweep\w*|tracking)\b/],
];

/** The move the words ask for, or a quiet one by chance. */
export function readMove(text: string, seed: number): Move {
  const words = text.slice(0, 4000).toLowerCase();
  if (/\b(crane|tilt|boom|jib|pedestal)\w*( (slowly|gently|smoothly))? down\b/.test(words)) return 'craneDown';
  const found = WORDS.find(([, pattern]) => pattern.test(words));
  return found?.[0] ?? fork(seed, 'move').pick(['push', 'push', 'panLeft', 'panRight'] as const);
}

/** Starts and ends at rest. */
function eased(t: number): number {
  const k = Math.min(1, Math.max(0, t));
  return k - Math.sin(2 * Math.PI * k) / (2 * Math.PI);
}

/** The camera at a share of the shot. Short shots move less, so that none is hectic. */
export function cameraAt(move: Move, share: number, seconds: number): CameraPose {
  const end: CameraPose = { ...REST, ...ENDS[move] };
  const reach = Math.min(1, 0.35 + seconds / 8);
  const k = eased(share) * reach;
  const at = (name: keyof CameraPose): number => REST[name] + (end[name] - REST[name]) * k;
  return {
    panX: at('panX'),
    panY: at('panY'),
    trackX: at('trackX'),
    trackY: at('trackY'),
    push: at('push'),
    zoom: at('zoom'),
  };
}

/** How much must be drawn beyond the frame, as shares of its sides, for a move never to show an edge. */
export function overscanFor(move: Move): { x: number; y: number } {
  const end: CameraPose = { ...REST, ...ENDS[move] };
  // The farthest plane needs the pan, the nearest the whole track, both also what shrinking uncovers.
  const shrink = Math.min(1, end.zoom, end.zoom / (1 - Math.min(0, end.push)));
  const open = (1 / shrink - 1) / 2;
  return {
    x: Math.abs(end.panX) + Math.abs(end.trackX) * (1 + Math.max(0, end.push)) + open + 0.05,
    y: Math.abs(end.panY) + Math.abs(end.trackY) * (1 + Math.max(0, end.push)) + open + 0.02,
  };
}

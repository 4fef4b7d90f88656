import type { Section } from './score.js';

export interface Form {
  /** Quarter notes per minute. */
  tempo: number;
  /** Bars before the ending. */
  bars: number;
  /** Beats from the start to the end of the ring. */
  length: number;
  sections: Section[];
}

export interface FormRequest {
  durationSec: number;
  beatsPerBar: number;
  /** What the music would like. */
  tempo: number;
  /** Whether `tempo` was asked for and must stay. */
  fixed: boolean;
  /** Seconds the ending rings, at most. */
  ring: number;
  /** Seconds. */
  hitPoints: readonly number[];
  /** Added to every section, -0.25…0.25. */
  energy: number;
}

/** How far the tempo may bend, either way, so that whole bars fill the time and beats meet the hit points. */
const TEMPO_BEND = 0.1;
const TEMPO_STEP = 0.0025;

/** Lays sections into a length: whole bars, then an ending that rings into the last second. */
export function planForm(request: FormRequest): Form {
  const { durationSec, beatsPerBar, hitPoints } = request;
  const ring = Math.min(request.ring, durationSec * 0.22);
  const tempo = request.fixed ? request.tempo : bendTempo(request, ring);
  const barSec = (60 / tempo) * beatsPerBar;
  const bars = Math.max(0, Math.floor((durationSec - ring) / barSec + 0.02));
  const length = (durationSec * tempo) / 60;
  const hitBars = hitPoints.map((sec) => sec / barSec);
  return { tempo, bars, length, sections: planSections(bars, beatsPerBar, length, hitBars, request.energy) };
}

function bendTempo({ durationSec, beatsPerBar, tempo, hitPoints }: FormRequest, ring: number): number {
  let best = tempo;
  let bestCost = Infinity;
  for (let bend = -TEMPO_BEND; bend <= TEMPO_BEND; bend += TEMPO_STEP) {
    const candidate = tempo * (1 + bend);
    const barSec = (60 / candidate) * beatsPerBar;
    const over = (durationSec - ring) / barSec;
    const misfit = Math.abs(over - Math.round(over)) * barSec;
    const beats = hitPoints.map((sec) => (sec * candidate) / 60);
    const missed = beats.reduce((sum, beat) => sum + Math.abs(beat - Math.round(beat)), 0) / Math.max(1, beats.length);
    const cost = misfit + missed * 5 + Math.abs(bend) * 2;
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return Math.round(best * 100) / 100;
}

/** Shares of the bars, and energies, by how many bars there are. */
const SHAPES: readonly { upTo: number; sections: readonly (readonly [string, number, number])[] }[] = [
  { upTo: 1, sections: [['theme', 1, 0.7]] },
  {
    upTo: 3,
    sections: [
      ['intro', 0.34, 0.45],
      ['lift', 0.66, 0.9],
    ],
  },
  {
    upTo: 11,
    sections: [
      ['intro', 0.2, 0.35],
      ['theme', 0.4, 0.65],
      ['lift', 0.4, 1],
    ],
  },
  {
    upTo: 27,
    sections: [
      ['intro', 0.15, 0.35],
      ['theme', 0.3, 0.6],
      ['answer', 0.2, 0.75],
      ['lift', 0.35, 1],
    ],
  },
  {
    upTo: Infinity,
    sections: [
      ...([
        ['intro', 0.1, 0.3],
        ['theme', 0.2, 0.55],
        ['answer', 0.2, 0.75],
        ['break', 0.12, 0.4],
      ] as const),
      ...([
        ['return', 0.16, 0.7],
        ['lift', 0.22, 1],
      ] as const),
    ],
  },
];

function planSections(
  bars: number,
  beatsPerBar: number,
  length: number,
  hitBars: readonly number[],
  energy: number,
): Section[] {
  const shape = SHAPES.find(({ upTo }) => bars <= upTo)?.sections ?? [];
  const grid = bars >= 16 ? 4 : bars >= 6 ? 2 : 1;
  const sections: Section[] = [];
  let share = 0;
  let from = 0;
  shape.forEach(([name, part, base], i) => {
    share += part;
    const wanted = i === shape.length - 1 ? bars : meetHit(Math.round((share * bars) / grid) * grid, hitBars);
    const to = Math.max(from, Math.min(bars, wanted));
    if (to > from) {
      const start = from * beatsPerBar;
      sections.push({
        name,
        start,
        length: (to - from) * beatsPerBar,
        energy: Math.max(0.2, Math.min(1, base + energy)),
      });
    }
    from = to;
  });
  const start = bars * beatsPerBar;
  return [...sections, { name: 'ending', start, length: length - start, energy: Math.max(0.4, 0.7 + energy) }];
}

/** A section that would start within a bar of a hit point starts on it. */
function meetHit(bar: number, hitBars: readonly number[]): number {
  const hit = hitBars.find((at) => Math.abs(at - bar) <= 1);
  return hit === undefined ? bar : Math.round(hit);
}

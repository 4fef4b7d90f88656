import { plural } from '@/lib/format';

/** What a photo set varies; a picture of each combination. */
export interface PhotoSet {
  angles: readonly string[];
  expressions: readonly string[];
  poses: readonly string[];
  outfits: readonly string[];
  lighting: readonly string[];
  /** Pictures of each combination. */
  each: number;
}

export type Kind = Exclude<keyof PhotoSet, 'each'>;

interface KindOf {
  kind: Kind;
  label: string;
  /** One of it, in a sentence. */
  one: string;
  /** What is offered. */
  values: readonly string[];
  /** What else may be said, as an example; undefined where only these are known. */
  own?: string;
}

/** In the order they are asked for. */
export const KINDS: readonly KindOf[] = [
  { kind: 'angles', label: 'Angles', one: 'angle', values: ['front', 'side', '3/4', 'back'] },
  {
    ...{ kind: 'expressions', label: 'Expressions', one: 'expression', own: 'thoughtful' },
    values: ['smiling', 'calm', 'sad', 'angry', 'surprised'],
  },
  {
    ...{ kind: 'poses', label: 'Poses', one: 'pose', own: 'leaning on a wall' },
    values: ['standing', 'walking', 'running', 'sitting', 'dancing'],
  },
  { kind: 'outfits', label: 'Outfits', one: 'outfit', own: 'a blue raincoat', values: [] },
  { kind: 'lighting', label: 'Lighting', one: 'light', values: ['studio', 'natural', 'dramatic', 'soft'] },
];

export const NO_SET: PhotoSet = { angles: [], expressions: [], poses: [], outfits: [], lighting: [], each: 1 };

/** Most pictures that are made of one. */
export const MOST_OF_ONE = 1_000;

const used = (set: PhotoSet) => KINDS.filter(({ kind }) => set[kind].length > 0);

/** Pictures it makes of one. */
export function picturesIn(set: PhotoSet): number {
  const kinds = used(set);
  return kinds.length === 0 ? 0 : kinds.reduce((product, { kind }) => product * set[kind].length, 1) * set.each;
}

/** "2 angles × 3 expressions × 2 of each"; empty while nothing is chosen. */
export function productOf(set: PhotoSet): string {
  const parts = used(set).map(({ kind, one }) => plural(set[kind].length, one));
  if (parts.length === 0) return '';
  return [...parts, ...(set.each > 1 ? [`${set.each} of each`] : [])].join(' × ');
}

/** As the step is told. */
export const setModeOf = ({ each, ...variations }: PhotoSet) => ({
  ...{ enabled: true, combine: 'all', variations, count_per_variation: each },
});

/** What it was, from what the step was told; undefined where it is none of ours. */
export function photoSetOf(told: unknown): PhotoSet | undefined {
  const { enabled, combine, variations, count_per_variation: each = 1 } = (told ?? {}) as Record<string, unknown>;
  if (enabled !== true || combine !== 'all' || typeof variations !== 'object' || Array.isArray(variations)) return;
  return { ...NO_SET, ...(variations as Partial<PhotoSet>), each: Number(each) };
}

const MOST_CHARACTERS = 120;

/** What a run is about: the first words among what it was given. Undefined where there are none. Pure. */
export function firstWords(inputs: Record<string, unknown>): string | undefined {
  const words = Object.values(inputs)
    .flatMap((value): unknown => (Array.isArray(value) ? (value[0] as unknown) : value))
    .find((value) => typeof value === 'string' && value.includes(' '));
  return typeof words === 'string' ? words.slice(0, MOST_CHARACTERS) : undefined;
}

/** A row of pictures of equal height that fills a width. Pixels. */
export interface JustifiedRow {
  height: number;
  cells: { index: number; width: number }[];
}

interface Options {
  width: number;
  /** How high rows would like to be. */
  target: number;
  gap: number;
}

/** What is flatter or taller than this is cut to it, so that nothing is a line or a tower. */
const [TALLEST, FLATTEST] = [0.56, 2.6];
/** The last row is not blown up to fill the width. */
const MOST_STRETCH = 1.35;

/** Pictures by their ratios (width to height), in rows whose heights come near to what is wanted. */
export function justified(ratios: readonly number[], { width, target, gap }: Options): JustifiedRow[] {
  const rows: JustifiedRow[] = [];
  let row: { index: number; ratio: number }[] = [];
  let sum = 0;
  const heightOf = (count: number, ratio: number) => (width - gap * (count - 1)) / ratio;
  const close = (height: number) => {
    rows.push({ height, cells: row.map(({ index, ratio }) => ({ index, width: height * ratio })) });
    [row, sum] = [[], 0];
  };
  for (const [index, given] of ratios.entries()) {
    const ratio = Math.min(FLATTEST, Math.max(TALLEST, given));
    // Whether the row is nearer to the wanted height without this one.
    const [before, after] = [heightOf(row.length, sum), heightOf(row.length + 1, sum + ratio)];
    if (row.length > 0 && before - target < target - after) close(before);
    row.push({ index, ratio });
    sum += ratio;
  }
  if (row.length > 0) {
    const height = heightOf(row.length, sum);
    close(height > target * MOST_STRETCH ? target : height);
  }
  return rows;
}

/** One under the other, each as wide as there is room and not much higher than that. */
export const stacked = (ratios: readonly number[], width: number): JustifiedRow[] =>
  ratios.map((ratio, index) => ({
    height: width / Math.min(FLATTEST, Math.max(0.8, ratio)),
    cells: [{ index, width }],
  }));

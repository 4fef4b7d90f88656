import { justified, stacked } from './justify';

const options = { width: 1200, target: 220, gap: 8 };
const widthOf = ({ cells }: { cells: { width: number }[] }) =>
  cells.reduce((sum, { width }) => sum + width, 8 * (cells.length - 1));

test('rows fill the width, keep every ratio and the order, and come near to the wanted height', () => {
  const ratios = Array.from({ length: 200 }, (_, at) => [16 / 9, 1, 9 / 16, 4 / 3][(at * 7) % 4]!);
  const rows = justified(ratios, options);
  expect(rows.flatMap(({ cells }) => cells.map(({ index }) => index))).toEqual(ratios.map((_, at) => at));
  for (const row of rows.slice(0, -1)) {
    expect(widthOf(row)).toBeCloseTo(1200);
    expect(row.height).toBeGreaterThan(150);
    expect(row.height).toBeLessThan(330);
    for (const { index, width } of row.cells) expect(width / row.height).toBeCloseTo(Math.max(0.56, ratios[index]!));
  }
});

test('a few are not blown up, and odd shapes are cut', () => {
  expect(justified([1], options)).toEqual([{ height: 220, cells: [{ index: 0, width: 220 }] }]);
  expect(justified([100], options)[0]!.cells[0]!.width).toBeCloseTo(2.6 * 220);
  expect(justified([], options)).toEqual([]);
  expect(justified([1.5, 1.5], { ...options, width: 300 }).length).toBeGreaterThan(0);
});

test('on a phone they stand one under the other', () => {
  expect(stacked([2, 0.1], 320)).toEqual([
    { height: 160, cells: [{ index: 0, width: 320 }] },
    { height: 400, cells: [{ index: 1, width: 320 }] },
  ]);
});

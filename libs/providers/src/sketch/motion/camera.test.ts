import { type Move, MOVES, cameraAt, overscanFor, readMove } from './camera.js';

describe('camera words', () => {
  it.each([
    ['slow push in', 'push'],
    ['the camera pulls back to reveal the valley', 'pull'],
    ['pan left', 'panLeft'],
    ['panning slowly to the right', 'panRight'],
    ['crane up', 'craneUp'],
    ['tilt down', 'craneDown'],
    ['orbit around her', 'orbit'],
    ['static shot', 'static'],
    ['zoom out', 'pull'],
  ])('"%s" means %s', (words, move) => {
    expect(readMove(words, 1)).toBe(move);
  });
});

describe('camera moves', () => {
  it.each([...MOVES])('%s starts at rest, ends at rest and never jumps', (move: Move) => {
    const at = (share: number) => Object.values(cameraAt(move, share, 10)) as number[];
    expect(at(0)).toEqual([0, 0, 0, 0, 0, 1]);
    const path = Array.from({ length: 241 }, (_, i) => at(i / 240));
    for (let i = 2; i < path.length; i++) {
      path[i]!.forEach((value, k) => {
        const speed = value - path[i - 1]![k]!;
        const before = path[i - 1]![k]! - path[i - 2]![k]!;
        expect(Math.abs(speed - before)).toBeLessThan(3e-5);
      });
    }
  });

  it.each([...MOVES])('%s has enough drawn beyond the frame', (move: Move) => {
    const { x, y } = overscanFor(move);
    for (const near of [0, 0.5, 1]) {
      const end = cameraAt(move, 1, 60);
      const scale = end.zoom / (1 - end.push * near);
      const shift = Math.abs(end.panX + end.trackX * (0.06 + near)) * scale;
      const rise = Math.abs(end.panY + end.trackY * (0.06 + near)) * scale;
      expect((0.5 + x) * scale - shift).toBeGreaterThanOrEqual(0.5);
      expect((0.5 + y) * scale - rise).toBeGreaterThanOrEqual(0.5);
    }
  });
});

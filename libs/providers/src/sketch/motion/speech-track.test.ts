import { speechTrack } from './speech-track.js';

const RATE = 16_000;
const FPS = 24;
const request = { sampleRate: RATE, fps: FPS, seed: 3, liveliness: 0.5 };

/** A second of silence, a second of sound, a second of silence. */
function bursts(hertz: number): Float32Array {
  return Float32Array.from({ length: 3 * RATE }, (_, i) =>
    i >= RATE && i < 2 * RATE ? 0.4 * Math.sin((i * hertz * 2 * Math.PI) / RATE) : 0,
  );
}

const highest = (values: Float32Array, from: number, to: number) => Math.max(...values.subarray(from, to));

describe('what a speaker does', () => {
  it('is as long as the sound, and its mouth is open only while there is some', () => {
    const track = speechTrack({ ...request, samples: bursts(180) });
    expect(track.frames).toBe(3 * FPS);
    expect(highest(track.open, 0, FPS)).toBe(0);
    expect(highest(track.open, FPS + 4, 2 * FPS)).toBeGreaterThan(0.9);
    expect(highest(track.open, 2 * FPS + 12, 3 * FPS)).toBeLessThan(0.05);
  });

  it('opens less and broader for hissing', () => {
    const [low, high] = [180, 5_000].map((hertz) => speechTrack({ ...request, samples: bursts(hertz) }));
    const middle = FPS + FPS / 2;
    expect(high!.open[middle]).toBeLessThan(low!.open[middle]! * 0.8);
    expect(high!.wide[middle]).toBeGreaterThan(low!.wide[middle]!);
  });

  it('begins and ends with the head where it is, moves it while speaking, and blinks', () => {
    const samples = Float32Array.from({ length: 8 * RATE }, (_, i) => Math.sin(i / 14) * 0.3);
    const { lean, nod, blink, frames } = speechTrack({ ...request, samples });
    for (const part of [lean, nod]) expect(Math.abs(part[0]!) + Math.abs(part[frames - 1]!)).toBeLessThan(0.01);
    expect(Math.max(...lean.map(Math.abs))).toBeGreaterThan(0.2);
    expect(highest(blink, 0, frames)).toBeGreaterThan(0.8);
    const still = speechTrack({ ...request, samples, liveliness: 0 });
    expect(Math.max(...still.lean.map(Math.abs))).toBe(0);
  });

  it('is the same for the same seed', () => {
    const samples = bursts(200);
    expect(speechTrack({ ...request, samples })).toEqual(speechTrack({ ...request, samples }));
  });
});

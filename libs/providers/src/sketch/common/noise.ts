const { floor, imul, max, min } = Math;

/** Value noise on an integer lattice: cheap, seeded, and the same on every machine. */
function lattice(x: number, y: number, seed: number): number {
  let h = imul(x, 0x27d4eb2d) ^ imul(y, 0x165667b1) ^ seed;
  h = imul(h ^ (h >>> 15), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise in [0, 1] at a point. */
export function noise2(x: number, y: number, seed: number): number {
  const xi = floor(x);
  const yi = floor(y);
  const fx = x - xi;
  const fy = y - yi;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const a = lattice(xi, yi, seed);
  const b = lattice(xi + 1, yi, seed);
  const c = lattice(xi, yi + 1, seed);
  const d = lattice(xi + 1, yi + 1, seed);
  const top = a + (b - a) * sx;
  return top + (c + (d - c) * sx - top) * sy;
}

function noise1(x: number, seed: number): number {
  const xi = floor(x);
  const f = x - xi;
  const a = lattice(xi, 7, seed);
  return a + (lattice(xi + 1, 7, seed) - a) * f * f * (3 - 2 * f);
}

/** Octaves of noise, still in [0, 1]. */
export function fbm2(x: number, y: number, octaves: number, seed: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise2(x, y, seed + octave * 1013);
    total += amplitude;
    amplitude *= 0.5;
    // A little rotation between octaves hides the lattice.
    const rotated = x * 1.62 + y * 1.18;
    y = y * 1.62 - x * 1.18 + 17.3;
    x = rotated;
  }
  return sum / total;
}

export function fbm1(x: number, octaves: number, seed: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise1(x, seed + octave * 1013);
    total += amplitude;
    amplitude *= 0.5;
    x = x * 2.03 + 11.7;
  }
  return sum / total;
}

export function smoothstep(low: number, high: number, value: number): number {
  const t = min(1, max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

import { access } from 'node:fs/promises';

/** Where systems keep a General MIDI soundfont, the better ones first. */
const SOUNDFONTS = [
  '/usr/share/sounds/sf2/FluidR3_GM.sf2',
  '/usr/share/soundfonts/FluidR3_GM.sf2',
  '/usr/share/sounds/sf2/default-GM.sf2',
  '/usr/share/soundfonts/default.sf2',
  '/usr/share/sounds/sf2/TimGM6mb.sf2',
  '/opt/homebrew/share/soundfonts/default.sf2',
  '/usr/local/share/soundfonts/default.sf2',
  '/opt/homebrew/share/fluid-synth/sf2/VintageDreamsWaves-v2.sf2',
];

/** The soundfont to play with, or undefined when this machine has none. */
export async function findSoundfont(): Promise<string | undefined> {
  for (const path of SOUNDFONTS) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

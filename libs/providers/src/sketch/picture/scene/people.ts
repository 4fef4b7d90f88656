import { fork } from '../../common/random.js';
import type { Reading } from './reading.js';
import type { Look, Outfit } from './scene.js';

const SKINS = ['#f2d0b4', '#e8bd98', '#d6a27a', '#b57c54', '#8a5a3c', '#6b4430'] as const;
const HAIRS = ['#1e1a1c', '#3a261c', '#5d3c25', '#8a5a32', '#b98a4c', '#7a2f1e'] as const;
const GREY_HAIRS = ['#c9c7c4', '#e4e2de', '#a4a3a6'] as const;
const EYES = ['#5b3a22', '#3d6a8c', '#4d7a52', '#6b5a3a'] as const;
const CLOTHES = ['#2f4a6b', '#7b2d34', '#3f5a44', '#c7a04a', '#5a4a6b', '#36383f', '#b8643c'] as const;

/** Fills in what the words leave open, from the seed. */
export function lookFor(reading: Reading, seed: number, index: number): Look {
  const random = fork(seed, 'look');
  // Of a couple, one is a woman and one a man unless the words say otherwise.
  const byChance = () => (index % 2 === 0 ? random.chance(0.5) : index % 4 === 1);
  const woman = reading.look.woman ?? (reading.look.beard ? false : byChance());
  const age = reading.look.age ?? 'adult';
  const beard = reading.look.beard ?? (!woman && age !== 'child' && random.chance(age === 'old' ? 0.6 : 0.2));
  const outfits: Outfit[] = woman ? ['dress', 'coat', 'sweater', 'shirt'] : ['coat', 'shirt', 'suit', 'sweater'];
  const drawn: Look = {
    woman,
    age,
    skin: random.pick(SKINS),
    hair: age === 'old' ? random.pick(GREY_HAIRS) : random.pick(HAIRS),
    hairLength: woman ? random.pick(['medium', 'long', 'long'] as const) : 'short',
    beard: beard && !woman,
    glasses: false,
    hat: 'none',
    outfit: random.pick(outfits),
    outfitColour: random.pick(CLOTHES),
    eyes: random.pick(EYES),
    expression: 'calm',
  };
  return { ...drawn, ...reading.look, woman, beard: beard && !woman };
}

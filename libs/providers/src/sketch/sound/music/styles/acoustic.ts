import { DRUM, layer, type Style } from './style.js';

export const folk: Style = {
  tempo: [92, 116],
  beatsPerBar: 3,
  modes: ['mixolydian', 'dorian', 'major'],
  colour: 'triad',
  chordBars: 1,
  rest: 0.12,
  ring: 2.4,
  room: [0.5, 0.4],
  layers: [
    layer('bass', 'rootFifth', 32, [31, 48], { velocity: 82, volume: 122, reverb: 26 }),
    layer('guitar', 'picking', 25, [45, 69], { velocity: 78, volume: 103, pan: 42, reverb: 44 }),
    layer('harp', 'rolled', 46, [60, 84], { velocity: 80, volume: 75, pan: 88, reverb: 60, from: 0.6 }),
    layer('drone', 'sustain', 21, [52, 69], { velocity: 46, volume: 100, pan: 74, reverb: 50, from: 0.8 }),
    layer('whistle', 'dance', 73, [69, 88], { velocity: 82, volume: 82, pan: 64, reverb: 64, from: 0.4 }),
    layer('fiddle', 'dance', 40, [62, 81], { velocity: 74, volume: 100, pan: 84, reverb: 56, from: 0.85 }),
  ],
  drums: {
    program: 0,
    volume: 89,
    reverb: 40,
    from: 0.6,
    beat: { [DRUM.FLOOR]: 'x.......o...', [DRUM.TAMBOURINE]: '....x.o.x.o.', [DRUM.SHAKER]: 'o.o.o.o.o.o.' },
  },
};

export const jazz: Style = {
  tempo: [104, 132],
  beatsPerBar: 4,
  modes: ['major', 'dorian', 'minor'],
  colour: 'ninth',
  chordBars: 1,
  swing: { amount: 0.3, unit: 0.5 },
  rest: 0.3,
  ring: 2.2,
  room: [0.45, 0.4],
  layers: [
    layer('bass', 'walking', 32, [28, 50], { velocity: 88, volume: 116, pan: 58, reverb: 20 }),
    layer('piano', 'stabs', 0, [52, 72], { velocity: 82, volume: 107, pan: 42, reverb: 40 }),
    layer('sax', 'dance', 66, [58, 79], { velocity: 80, volume: 122, pan: 74, reverb: 56, from: 0.4 }),
  ],
  drums: {
    program: 40,
    volume: 113,
    reverb: 34,
    from: 0.3,
    fill: [DRUM.BRUSH, DRUM.BRUSH, DRUM.TOM, DRUM.BRUSH],
    crash: DRUM.CRASH,
    beat: {
      [DRUM.KICK]: 'o...o...o...o...',
      [DRUM.BRUSH]: '......o.......o.',
      [DRUM.PEDAL]: '....x.......x...',
      [DRUM.RIDE]: 'x...x.o.x...x.o.',
    },
  },
};

export const piano: Style = {
  tempo: [66, 84],
  beatsPerBar: 4,
  modes: ['major', 'minor', 'dorian'],
  colour: 'add9',
  chordBars: 1,
  rest: 0.12,
  ring: 3.2,
  room: [0.65, 0.5],
  layers: [
    layer('left hand', 'rootFifth', 0, [33, 50], { velocity: 84, volume: 104, pan: 54, reverb: 54 }),
    layer('middle', 'picking', 0, [50, 70], { velocity: 76, volume: 79, pan: 60, reverb: 56 }),
    layer('right hand', 'lyrical', 0, [67, 88], { velocity: 96, volume: 122, pan: 72, reverb: 60 }),
    layer('strings', 'swell', 49, [55, 74], { velocity: 50, volume: 52, pan: 40, reverb: 90, from: 0.8 }),
  ],
};

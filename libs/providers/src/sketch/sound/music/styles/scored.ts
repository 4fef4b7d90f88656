import { DRUM, layer, type Style } from './style.js';

export const orchestral: Style = {
  tempo: [76, 96],
  beatsPerBar: 4,
  modes: ['major', 'minor', 'mixolydian'],
  colour: 'triad',
  chordBars: 1,
  rest: 0.1,
  ring: 3,
  room: [0.85, 0.7],
  layers: [
    layer('basses', 'rootFifth', 43, [28, 45], { velocity: 86, volume: 122, pan: 88, reverb: 60 }),
    layer('strings', 'swell', 48, [52, 72], { velocity: 82, volume: 96, pan: 46, reverb: 74 }),
    layer('horns', 'sustain', 60, [50, 67], { velocity: 84, volume: 76, pan: 34, reverb: 80, from: 0.7 }),
    layer('choir', 'swell', 52, [60, 77], { velocity: 70, volume: 81, pan: 66, reverb: 100, from: 0.85 }),
    layer('violas', 'ostinato8', 48, [55, 74], { velocity: 94, volume: 86, pan: 78, reverb: 60, from: 0.5 }),
    layer('harp', 'rolled', 46, [55, 86], { velocity: 66, volume: 93, pan: 30, reverb: 80 }),
    layer('theme', 'lyrical', 60, [60, 79], { velocity: 92, volume: 99, pan: 54, reverb: 84, from: 0.45 }),
    layer('violins', 'lyrical', 48, [72, 91], { velocity: 82, volume: 102, pan: 40, reverb: 84, from: 0.85 }),
  ],
  drums: {
    program: 48,
    volume: 100,
    reverb: 80,
    from: 0.7,
    fill: [DRUM.FLOOR, DRUM.FLOOR, DRUM.TOM_LOW, DRUM.TOM],
    crash: DRUM.CRASH,
    beat: { [DRUM.KICK]: 'X.......x...o...', [DRUM.SNARE]: 'x..ox.o.x..ox.oo' },
  },
};

export const cinematic: Style = {
  tempo: [80, 100],
  beatsPerBar: 4,
  modes: ['minor', 'dorian', 'phrygian', 'lydian'],
  colour: 'add9',
  chordBars: 1,
  rest: 0.25,
  ring: 3.5,
  room: [0.9, 0.75],
  layers: [
    layer('low brass', 'held', 58, [28, 41], { velocity: 86, volume: 87, pan: 58, reverb: 70, from: 0.5 }),
    layer('sub', 'held', 43, [28, 43], { velocity: 80, volume: 99, reverb: 40 }),
    layer('strings', 'swell', 49, [52, 72], { velocity: 76, volume: 82, pan: 46, reverb: 90 }),
    layer('pulse', 'ostinato16', 48, [48, 65], { velocity: 92, volume: 83, pan: 80, reverb: 50, from: 0.5 }),
    layer('piano', 'sparse', 0, [64, 84], { velocity: 100, volume: 122, pan: 56, reverb: 95 }),
    layer('horns', 'lyrical', 60, [57, 76], { velocity: 88, volume: 83, pan: 36, reverb: 90, from: 0.85 }),
  ],
  drums: {
    program: 48,
    volume: 90,
    reverb: 90,
    from: 0.75,
    fill: [DRUM.FLOOR, DRUM.FLOOR, DRUM.FLOOR, DRUM.TOM_LOW],
    crash: DRUM.CRASH,
    beat: { [DRUM.KICK]: 'X.....x.x.......', [DRUM.FLOOR]: 'X..x..x.x..x..oo' },
    light: { [DRUM.KICK]: 'x...............' },
  },
};

export const ambient: Style = {
  tempo: [58, 70],
  beatsPerBar: 4,
  modes: ['lydian', 'dorian', 'minor'],
  colour: 'add9',
  chordBars: 2,
  rest: 0.4,
  ring: 4,
  room: [0.95, 0.85],
  layers: [
    layer('drone', 'held', 89, [33, 45], { velocity: 62, volume: 122, reverb: 90 }),
    layer('pad', 'swell', 91, [52, 71], { velocity: 66, volume: 79, pan: 44, reverb: 110, chorus: 60 }),
    layer('air', 'swell', 94, [60, 79], { velocity: 56, volume: 65, pan: 86, reverb: 120, chorus: 50, from: 0.45 }),
    layer('bells', 'drops', 88, [72, 93], { velocity: 52, volume: 68, pan: 84, reverb: 120, from: 0.3 }),
    layer('voice', 'sparse', 11, [67, 84], { velocity: 94, volume: 115, pan: 50, reverb: 115, from: 0.5 }),
  ],
};

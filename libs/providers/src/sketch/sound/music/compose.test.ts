import { writeMidi, variableLength } from '../midi.js';
import { composeScore, type MusicRequest } from './compose.js';
import { readBrief } from './reading.js';
import type { Note, Score } from './score.js';
import { swung } from './stage.js';
import { STYLES, type StyleName } from './styles/table.js';
import { chordName, chordTones, mod, voiceLead } from './theory.js';

const names = Object.keys(STYLES) as StyleName[];
const request = (style: string, extra: Partial<MusicRequest> = {}): MusicRequest => ({
  ...{ brief: readBrief(style, '', ''), words: style, durationSec: 20, seed: 5, ...extra },
});
const melodic = (score: Score) => score.parts.filter((part) => part.name !== 'drums');
const end = (note: Note) => note.start + note.length;

describe.each(names)('composed %s', (name) => {
  const score = composeScore(request(name));

  it('is the same again, and other for another seed or other words', () => {
    expect(composeScore(request(name))).toEqual(score);
    expect(composeScore(request(name, { seed: 6 }))).not.toEqual(score);
    expect(composeScore(request(name, { words: 'other' }))).not.toEqual(score);
  });

  it.each([1, 3, 8, 20, 65, 180])('fits %s seconds, with an ending on the tonic', (durationSec) => {
    const piece = composeScore(request(name, { durationSec }));
    expect((piece.length * 60) / piece.tempo).toBeCloseTo(durationSec, 3);
    expect(piece.sections.at(-1)?.name).toBe('ending');
    expect(piece.chords.at(-1)?.tones[0]).toBe(piece.tonic);
    for (const note of piece.parts.flatMap((part) => part.notes)) {
      expect(note.start).toBeGreaterThanOrEqual(0);
      expect(note.velocity).toBeGreaterThan(0);
      expect(note.velocity).toBeLessThan(128);
    }
    for (const note of melodic(piece).flatMap((part) => part.notes))
      expect(end(note)).toBeLessThanOrEqual(piece.length + 0.001);
  });

  it('has an intro, grows to a lift, and plays every instrument', () => {
    const { sections } = score;
    expect(sections.map((section) => section.name)).toEqual(expect.arrayContaining(['intro', 'lift', 'ending']));
    expect(sections.find((s) => s.name === 'intro')?.energy).toBeLessThan(
      sections.find((s) => s.name === 'lift')?.energy ?? 0,
    );
    expect(score.parts.length).toBeGreaterThanOrEqual(3);
  });

  it('keeps long melody notes in the chord, inside the instruments', () => {
    for (const part of melodic(score)) for (const { pitch } of part.notes) expect(pitch).toBeGreaterThan(24);
    const long = melodic(score).filter((part) => /lead|theme|voice|whistle|sax|right hand|vibes/.test(part.name));
    for (const note of long.flatMap((part) => part.notes).filter(({ length }) => length >= 1.4)) {
      const chord = score.chords.findLast((c) => c.start <= note.start + 0.03);
      expect(chord?.tones).toContain(mod(note.pitch, 12));
    }
  });
});

describe('hit points', () => {
  it('are struck exactly, and drawn to beats', () => {
    const hitPoints = [4.1, 9.3];
    const score = composeScore(request('synthwave', { hitPoints }));
    const drums = score.parts.find((part) => part.name === 'drums')?.notes ?? [];
    for (const sec of hitPoints) {
      const beat = (sec * score.tempo) / 60;
      expect(drums.some((note) => note.pitch === 49 && Math.abs(note.start - beat) < 0.001)).toBe(true);
    }
    const { tempo } = composeScore(request('synthwave', { hitPoints: [4.1] }));
    const beat = (4.1 * tempo) / 60;
    expect(Math.abs(beat - Math.round(beat))).toBeLessThan(0.1);
  });

  it('are struck in styles without drums too', () => {
    expect(composeScore(request('ambient', { hitPoints: [5] })).parts.map((part) => part.name)).toContain('drums');
  });
});

it('keeps an asked tempo', () => {
  expect(composeScore(request('jazz', { tempo: 133 })).tempo).toBe(133);
});

describe('readBrief', () => {
  it.each([
    ['cyberpunk', '', '', 'synthwave'],
    ['', 'epic', 'a cat in a cafe', 'orchestral'],
    ['', '', 'a majestic eagle soaring through clouds', 'orchestral'],
    ['', '', 'synthwave mountains at night', 'synthwave'],
    ['Lo-Fi beats', '', '', 'lo-fi'],
    ['', '', 'a cozy cabin', 'lo-fi'],
    ['medieval', 'dark', '', 'folk'],
    ['', '', 'qwertz', 'cinematic'],
  ])('%s / %s / %s is %s', (style, mood, scene, expected) => {
    expect(readBrief(style, mood, scene).style).toBe(expected);
  });

  it('hears what the scene shows', () => {
    expect(readBrief('', '', 'a ship at sea in the rain').ambience).toEqual(['rain', 'sea']);
    expect(readBrief('', '', 'a rainbow over synthwave hills').ambience).toEqual([]);
  });

  it('turns to minor for sadness and slows down', () => {
    const sad = readBrief('piano', 'sad', '');
    expect(sad.modes[0]).toBe('minor');
    expect(sad.tempoFactor).toBeLessThan(1);
  });
});

describe('theory', () => {
  it('names chords', () => {
    expect(chordName(chordTones(9, 'minor', 0, 'seventh'), 'seventh')).toBe('Am7');
    expect(chordName(chordTones(9, 'minor', 4, 'triad', true), 'triad')).toBe('E');
    expect(chordName(chordTones(0, 'major', 3, 'seventh'), 'seventh')).toBe('Fmaj7');
  });

  it('moves voices little', () => {
    const first = voiceLead([], [0, 4, 7], [52, 72]);
    const second = voiceLead(first, [5, 9, 0], [52, 72]);
    const moved = first.map((pitch) => Math.min(...second.map((other) => Math.abs(other - pitch))));
    expect(moved.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(4);
  });

  it('delays off-beats when it swings, and never beats', () => {
    const swing = { amount: 0.3, unit: 0.5 };
    expect([0, 1, 2].map((beat) => swung(beat, swing))).toEqual([0, 1, 2]);
    expect(swung(0.5, swing)).toBeCloseTo(0.65);
  });
});

describe('writeMidi', () => {
  it('writes a header, one track for the tempo and one for each part', () => {
    const score = composeScore(request('folk'));
    const bytes = Buffer.from(writeMidi(score));
    expect(bytes.toString('latin1', 0, 4)).toBe('MThd');
    expect(bytes.readUInt16BE(10)).toBe(score.parts.length + 1);
    expect(bytes.toString('latin1').split('MTrk')).toHaveLength(score.parts.length + 2);
  });

  it('writes lengths in sevens of bits', () => {
    expect([0, 127, 128, 0x3fff, 0x4000].map(variableLength)).toEqual([
      ...[[0], [0x7f], [0x81, 0], [0xff, 0x7f], [0x81, 0x80, 0]],
    ]);
  });
});

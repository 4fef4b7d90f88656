import type { Part, Score } from './music/score.js';

const TICKS_PER_BEAT = 480;
const DRUM_CHANNEL = 9;
/** Controllers. */
const VOLUME = 7;
const PAN = 10;
const REVERB = 91;
const CHORUS = 93;

interface TimedEvent {
  tick: number;
  /** Among events of one tick: settings, then note ends, then note starts. */
  order: number;
  bytes: number[];
}

/** Writes a score as a Standard MIDI File, format 1: one track for the tempo, one for each part. */
export function writeMidi(score: Score): Uint8Array {
  const end = Math.round(score.length * TICKS_PER_BEAT);
  const tracks = [tempoTrack(score), ...score.parts.map((part, i) => partTrack(part, channelOf(part, i), end))];
  const header = [...ascii('MThd'), ...uint32(6), ...uint16(1), ...uint16(tracks.length), ...uint16(TICKS_PER_BEAT)];
  return Uint8Array.from([header, ...tracks].flat());
}

/** Channel 9 is for drums, so melodic parts pass over it. */
function channelOf(part: Part, index: number): number {
  if (part.instrument.drums) return DRUM_CHANNEL;
  return (index < DRUM_CHANNEL ? index : index + 1) % 16;
}

function tempoTrack({ tempo, beatsPerBar }: Score): number[] {
  const micros = Math.round(60e6 / tempo);
  return track([
    { tick: 0, order: 0, bytes: [0xff, 0x51, 3, ...uint32(micros).slice(1)] },
    { tick: 0, order: 0, bytes: [0xff, 0x58, 4, beatsPerBar, 2, 24, 8] },
  ]);
}

function partTrack(part: Part, channel: number, end: number): number[] {
  const { program, volume = 100, pan = 64, reverb = 40, chorus = 0 } = part.instrument;
  const settings = [
    [VOLUME, volume],
    [PAN, pan],
    [REVERB, reverb],
    [CHORUS, chorus],
  ];
  const events: TimedEvent[] = [
    { tick: 0, order: 0, bytes: [0xff, 3, part.name.length, ...ascii(part.name)] },
    { tick: 0, order: 0, bytes: [0xc0 | channel, program] },
    ...settings.map(([controller = 0, value = 0]) => ({
      tick: 0,
      order: 0,
      bytes: [0xb0 | channel, controller, value],
    })),
    ...part.controls.map(({ start, controller, value }) => ({
      ...{ tick: tickOf(start), order: 0, bytes: [0xb0 | channel, controller, clamp7(value)] },
    })),
    // Keeps a renderer going until everything has rung out.
    { tick: end, order: 3, bytes: [0xb0 | channel, VOLUME, volume] },
  ];
  for (const { start, length, pitch, velocity } of part.notes) {
    const on = tickOf(start);
    const off = Math.max(on + 1, tickOf(start + length));
    events.push({ tick: on, order: 2, bytes: [0x90 | channel, clamp7(pitch), Math.max(1, clamp7(velocity))] });
    events.push({ tick: off, order: 1, bytes: [0x80 | channel, clamp7(pitch), 0] });
  }
  return track(events);
}

function track(events: TimedEvent[]): number[] {
  const sorted = events.toSorted((a, b) => a.tick - b.tick || a.order - b.order);
  const body: number[] = [];
  let tick = 0;
  for (const event of sorted) {
    body.push(...variableLength(event.tick - tick), ...event.bytes);
    tick = event.tick;
  }
  body.push(0, 0xff, 0x2f, 0);
  return [...ascii('MTrk'), ...uint32(body.length), ...body];
}

/** A number in groups of seven bits, the high bit set on all but the last. */
export function variableLength(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

const tickOf = (beats: number) => Math.max(0, Math.round(beats * TICKS_PER_BEAT));
const clamp7 = (value: number) => Math.max(0, Math.min(127, Math.round(value)));
const ascii = (text: string) => Array.from(text, (char) => char.charCodeAt(0) & 0x7f);
const uint16 = (value: number) => [(value >>> 8) & 0xff, value & 0xff];
const uint32 = (value: number) => [...uint16(value >>> 16), ...uint16(value & 0xffff)];

import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runTool } from '#media';

const films = new Map<number, Promise<Buffer>>();

/** A real MP4 of so many seconds, small; made once for each length. */
export function testFilm(seconds: number): Promise<Buffer> {
  const known = films.get(seconds);
  if (known) return known;
  const made = makeFilm(seconds);
  films.set(seconds, made);
  return made;
}

async function makeFilm(seconds: number): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-fake-'));
  const path = join(folder, 'film.mp4');
  const source = `testsrc2=size=320x180:rate=16:duration=${seconds}`;
  try {
    await runTool('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', path], {});
    return await readFile(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A real PNG whose colour follows from the words, so that other words give other bytes. */
export async function testPicture(words: string, width = 320, height = 180): Promise<Buffer> {
  const hue = [...words].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffff, 7);
  const background = { r: hue >> 16, g: (hue >> 8) & 255, b: hue & 255 };
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

const RATE = 16_000;

/** A real WAV of silence. */
export function testSound(seconds: number): Buffer {
  const bytes = Math.round(seconds * RATE) * 2;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

import { parentPort, workerData } from 'node:worker_threads';

import type { DrawnFrame } from './film.js';
import { type Shot, drawFrame } from './shot.js';

/** Draws the frames it is asked for, one after the other. */
const shot = workerData as Shot;
const frame = { pixels: new Uint32Array(shot.width * shot.height), width: shot.width, height: shot.height };

parentPort?.on('message', (number: number) => {
  const bytes = new Uint8Array(shot.width * shot.height * 3);
  for (const _slice of drawFrame(shot, number, frame, bytes));
  const drawn: DrawnFrame = { number, bytes };
  parentPort?.postMessage(drawn, [bytes.buffer]);
});

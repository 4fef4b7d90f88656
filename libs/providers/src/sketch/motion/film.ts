import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { CancelledError } from '#pipeline';

import { Breath } from '../common/breath.js';
import { type Shot, drawFrame } from './shot.js';

/** The compiled worker; from sources (tests) there is none, and frames are drawn here, in slices. */
const WORKER_FILE = new URL('./frame-worker.js', import.meta.url);
const MAX_WORKERS = 2;
/** Frames under way beyond the one being encoded: enough to keep the workers busy. */
const LOOKAHEAD = 4;

/** The frames of a shot in order, as RGB bytes. */
export async function* filmFrames(
  shot: Shot,
  signal: AbortSignal,
  report: (drawn: number) => void,
): AsyncGenerator<Uint8Array> {
  const frames = existsSync(WORKER_FILE) ? framesFromWorkers(shot, signal) : framesHere(shot, signal);
  let drawn = 0;
  for await (const frame of frames) {
    yield frame;
    report(++drawn);
  }
}

async function* framesHere(shot: Shot, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const breath = new Breath(signal);
  const frame = { pixels: new Uint32Array(shot.width * shot.height), width: shot.width, height: shot.height };
  for (let number = 0; number < shot.frames; number++) {
    const out = new Uint8Array(shot.width * shot.height * 3);
    for (const _slice of drawFrame(shot, number, frame, out)) await breath.take();
    yield out;
  }
}

async function* framesFromWorkers(shot: Shot, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const count = Math.max(1, Math.min(MAX_WORKERS, availableParallelism(), shot.frames));
  const crew = Array.from({ length: count }, () => new FrameWorker(shot));
  const stop = (): void => crew.forEach((worker) => worker.stop());
  signal.addEventListener('abort', stop, { once: true });
  try {
    const pending: Promise<Uint8Array>[] = [];
    let asked = 0;
    for (let number = 0; number < shot.frames; number++) {
      while (asked < shot.frames && asked < number + LOOKAHEAD) {
        const next = crew[asked % count]!.draw(asked);
        // A failure is thrown where the frame is awaited; until then it must not count as unhandled.
        next.catch(() => undefined);
        pending.push(next);
        asked++;
      }
      yield await pending.shift()!;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** What the worker sends back. */
export interface DrawnFrame {
  number: number;
  bytes: Uint8Array<ArrayBuffer>;
}

class FrameWorker {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (b: Uint8Array) => void; reject: (e: Error) => void }>();
  private ended: Error | undefined;

  constructor(shot: Shot) {
    this.worker = new Worker(WORKER_FILE, { workerData: shot });
    this.worker.on('message', (drawn: DrawnFrame) => {
      this.waiting.get(drawn.number)?.resolve(drawn.bytes);
      this.waiting.delete(drawn.number);
    });
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', () => this.fail(new CancelledError('The work was cancelled.')));
  }

  draw(number: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.ended) reject(this.ended);
      else {
        this.waiting.set(number, { resolve, reject });
        this.worker.postMessage(number);
      }
    });
  }

  stop(): void {
    this.fail(new CancelledError('The work was cancelled.'));
    void this.worker.terminate();
  }

  private fail(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

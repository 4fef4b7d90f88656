import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

const KEPT = 3;

/** A log file that is set aside as `<path>.1` (older ones `.2`, `.3`) when it would grow beyond `maxBytes`. */
export class RotatingLog {
  private fd: number;
  private size: number;
  private closed = false;

  constructor(
    private readonly path: string,
    private readonly maxBytes = 5_000_000,
  ) {
    this.fd = openSync(path, 'a', 0o600);
    this.size = fstatSync(this.fd).size;
  }

  /** What a process says after its log was closed is lost. */
  write(chunk: Uint8Array): void {
    if (this.closed) return;
    if (this.size > 0 && this.size + chunk.byteLength > this.maxBytes) this.rotate();
    writeSync(this.fd, chunk);
    this.size += chunk.byteLength;
  }

  close(): void {
    this.closed = true;
    closeSync(this.fd);
  }

  private rotate(): void {
    closeSync(this.fd);
    rmSync(`${this.path}.${KEPT}`, { force: true });
    for (let age = KEPT - 1; age >= 0; age -= 1) {
      const older = age === 0 ? this.path : `${this.path}.${age}`;
      try {
        renameSync(older, `${this.path}.${age + 1}`);
      } catch {
        // There is none of that age yet.
      }
    }
    this.fd = openSync(this.path, 'a', 0o600);
    this.size = 0;
  }
}

const cleanups: (() => Promise<void> | void)[] = [];

/** Runs when the test file that imported this library is done; the last one registered runs first. */
export function afterFile(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

// Also imported by benchmarks, where there is no such hook and the processes end with theirs.
if (typeof afterAll === 'function') {
  afterAll(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}

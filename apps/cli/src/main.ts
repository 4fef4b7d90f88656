#!/usr/bin/env node
import { onShutdown } from '#process';
import { Interrupted } from './context.js';
import { run } from './run.js';

const interruption = new AbortController();
const finished = run(process.argv.slice(2), interruption.signal).then((code) => {
  process.exitCode = code;
});
// The command cleans up by itself, in its own order; a second Ctrl-C does not wait for that.
onShutdown(async (signal) => {
  interruption.abort(new Interrupted(signal));
  await finished;
});
// A reader such as `head` that has seen enough must not end the work.
process.stdout.on('error', () => undefined);
await finished;
process.exit();

// Runs a program that knows nothing of us and ends it when our process is gone: `keeper <graceMs> <program> <args…>`.
// It stands alone, without imports of ours, so that it starts at once and stays small.
import { spawn } from 'node:child_process';

const KILL_AFTER_MS = 10_000;
const [graceMs, program, ...args] = process.argv.slice(2);
const child = spawn(program ?? '', args, { stdio: ['ignore', 'inherit', 'inherit'] });

const end = (): void => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
};
const endLater = (): void => void setTimeout(end, Number(graceMs));

child.once('spawn', () => process.send?.({ pid: child.pid }));
child.once('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.once('exit', (code) => process.exit(code ?? 1));

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
if (process.connected) process.once('disconnect', endLater);
else endLater();

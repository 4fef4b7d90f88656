import pc from 'picocolors';
import { api } from './api.js';
import { durability } from './durability.js';
import { engine } from './engine.js';
import { film } from './film.js';
import { gpu } from './gpu.js';
import { library } from './library.js';
import { rest } from './rest.js';
import { scale } from './scale.js';
import { studio } from './studio.js';
import type { Figure, Suite } from './suite.js';

const SUITES: Suite[] = [engine, durability, scale, api, gpu, film, library, studio, rest];

const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. Suites: ${SUITES.map((suite) => suite.name).join(', ')}.`);
  process.exit(2);
}

for (const suite of SUITES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const log = (line: string) => process.stderr.write(`${pc.dim(`  ${line}`)}\n`);
  if (!json) console.log(`${pc.bold(suite.name)}: ${suite.what}`);
  const figures = await suite.run(log);
  if (json)
    console.log(
      JSON.stringify({ suite: suite.name, ...Object.fromEntries(figures.map(({ key, value }) => [key, value])) }),
    );
  else for (const line of table(figures)) console.log(line);
}
process.exit(0);

function table(figures: readonly Figure[]): string[] {
  const width = Math.max(...figures.map(({ key }) => key.length));
  return figures.map(({ key, value, unit, what, target, ok }) => {
    const verdict = target === undefined ? '' : ok ? pc.green(`${target} ✓`) : pc.red(`${target} ✗`);
    return `  ${key.padEnd(width)}  ${String(value).padStart(9)} ${unit.padEnd(3)} ${verdict.padEnd(12)} ${pc.dim(what)}`;
  });
}

import { explainConfig } from '#config';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';

/** Every setting, its value and where it came from. */
export function config({ terminal }: Context): Promise<number> {
  const options = explainConfig();
  const width = Math.max(...options.map(({ name }) => name.length));
  const { dim } = terminal.colors;
  const lines = options.flatMap(({ name, value, source, place, env, doc }) => [
    `${name.padEnd(width)}  ${value ?? 'unset'}  ${dim(place ? `${source}: ${place}` : source)}`,
    dim(`${' '.repeat(width)}  ${doc} ${env}`),
  ]);
  terminal.result(lines, options);
  return Promise.resolve(EXIT.ok);
}

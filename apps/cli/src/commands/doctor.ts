import type { Context } from '../context.js';
import { checksAsJson, isHealthy, renderChecks, runChecks, thisMachine } from '../doctor/index.js';
import { EXIT } from '../exit-codes.js';

export async function doctor({ terminal, config }: Context): Promise<number> {
  const results = await runChecks(config, thisMachine());
  const lines = renderChecks(results, { color: terminal.colors.isColorSupported }).split('\n');
  terminal.result(lines, JSON.parse(checksAsJson(results)));
  return isHealthy(results) ? EXIT.ok : EXIT.environment;
}

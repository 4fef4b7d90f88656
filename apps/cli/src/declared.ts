import { Command } from 'commander';

/** A command with its examples. */
export function described(name: string, description: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  reelwright ${example}`);
  return new Command(name)
    .description(description)
    .addHelpText('after', ['', examples.length > 1 ? 'Examples:' : 'Example:', ...lines].join('\n'));
}

/** For options that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

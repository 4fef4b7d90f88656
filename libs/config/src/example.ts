import { type Option, OPTION_NAMES, OPTIONS } from './options.js';

const HEADER = `# Reelwright's settings. Copy this to reelwright.config.yaml and uncomment what you want to change.
# An environment variable wins over this file; a command-line flag wins over both.
# \`reelwright config show\` says where each value came from.
`;

/** The documented example file, generated from the table of options. */
export function exampleConfig(): string {
  return HEADER + OPTION_NAMES.map((name) => `\n${entry(name, OPTIONS[name])}`).join('');
}

function entry(name: string, option: Option): string {
  const plain = typeof option.default === 'string' || typeof option.default === 'number';
  const lines = [
    `# ${option.doc}`,
    `# Environment: ${option.env}. Default: ${option.defaultText ?? String(option.default)}.`,
    plain ? `# ${name}: ${String(option.default)}` : `# ${name}:`,
  ];
  return `${lines.join('\n')}\n`;
}

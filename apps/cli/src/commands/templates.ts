import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Template, TemplateInput } from '../gateway/api.js';
import { indent, table } from '../text/table.js';

export async function templates(context: Context, name: string | undefined): Promise<number> {
  return context.withGateway(async ({ api }) => {
    const { terminal } = context;
    if (name === undefined) {
      const all = await api.templates();
      terminal.result(listLines(all, terminal.width), all);
    } else {
      const template = await api.template(name);
      terminal.result(templateLines(template), template);
    }
    return EXIT.ok;
  });
}

function listLines(all: readonly Template[], width: number): string[] {
  const rows = all.map(({ name, description }) => [name, description]);
  return [...table(rows, width), '', 'More about one: reelwright templates <name>'];
}

/** What it does, what it takes, and how to run it. Pure. */
export function templateLines({ name, description, inputs }: Template): string[] {
  return [
    name,
    ...indent([description]),
    '',
    'Inputs',
    ...indent(table(inputs.flatMap(inputRows))),
    '',
    'Example',
    `  ${exampleOf(name, inputs)}`,
  ];
}

function inputRows(input: TemplateInput): string[][] {
  const about = [input.description ?? '', kindOf(input)].filter((text) => text !== '');
  return about.map((text, at) => (at === 0 ? [input.name, defaultOf(input), text] : ['', '', text]));
}

function kindOf({ type, enum: choices, min, max }: TemplateInput): string {
  if (choices && choices.length > 0) return `One of ${choices.join(', ')}.`;
  return min !== undefined && max !== undefined
    ? `A ${type} from ${min} to ${max}.`
    : `${type === 'image' || type === 'audio' ? 'An' : 'A'} ${type}.`;
}

function defaultOf({ required, default: preset }: TemplateInput): string {
  if (required) return 'needed';
  if (preset === undefined || (preset as unknown) === '') return '';
  return Array.isArray(preset) ? `${preset.length} items` : JSON.stringify(preset);
}

const EXAMPLES: Readonly<Record<TemplateInput['type'], string>> = {
  string: '"a lighthouse in a storm"',
  number: '5',
  boolean: 'true',
  list: '@lines.txt',
  image: 'picture.png',
  video: 'film.mp4',
  audio: 'voice.wav',
};

function exampleOf(name: string, inputs: readonly TemplateInput[]): string {
  const needed = inputs.filter(({ required }) => required);
  const shown = needed.length > 0 ? needed : inputs.slice(0, 1);
  const words = shown.map((input) => `--input ${input.name}=${EXAMPLES[input.type]}`);
  return ['reelwright run', name, ...words, '-o out/'].join(' ');
}

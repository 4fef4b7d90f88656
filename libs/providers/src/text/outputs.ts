import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PortValue } from '#pipeline';
import type { Answer, ScriptLine, TextStep } from '#steps';
import type { ProviderEvent, WorkContext } from '../port.js';
import { scriptLines, scriptText } from './script-text.js';

/** What a text step puts out: a value for each port, and the file that people read. */
export interface Written {
  values: Record<string, PortValue>;
  document: { mime: 'text/plain' | 'application/json'; text: string };
}

type Writers = { [Step in TextStep]: (answer: Answer<Step>) => Written };

const plain = (text: string): Written['document'] => ({ mime: 'text/plain', text: `${text.trim()}\n` });
const json = (value: unknown): Written['document'] => ({
  mime: 'application/json',
  text: `${JSON.stringify(value, null, 2)}\n`,
});

const WRITERS: Writers = {
  prompt_enhance: ({ prompts }) => ({ values: { prompts }, document: plain(prompts.join('\n---\n')) }),
  story: ({ title, text }) => ({ values: { text, title }, document: plain(`# ${title}\n\n${text}`) }),
  script: ({ title, lines }) => ({
    values: { lines, text: scriptText(lines), title },
    document: json({ title, lines }),
  }),
  revise: ({ text }) => ({ values: { text, lines: linesIn(text) }, document: plain(text) }),
  characters: ({ characters }) => ({ values: { characters }, document: json(characters) }),
  storyboard: ({ shots }) => ({ values: { shots }, document: json(shots) }),
  camera_tree: ({ cameras }) => ({ values: { cameras }, document: json(cameras) }),
  shotlist: ({ shots }) => ({ values: { shots }, document: json(shots) }),
  vision: (sight) => ({
    values: { text: sight.description, score: sight.score, sight },
    document: json(sight),
  }),
};

/** Of a revised script its lines; any other text is told as a whole, a paragraph a line. */
function linesIn(text: string): ScriptLine[] {
  const told = text.split(/\n\s*\n/).filter((part) => part.trim() !== '');
  return (
    scriptLines(text) ?? told.map((part) => ({ speaker: 'Narrator', text: part.trim(), kind: 'narration' as const }))
  );
}

export function written<Step extends TextStep>(step: Step, answer: Answer<Step>): Written {
  return WRITERS[step](answer);
}

/** The events that put it out. */
export async function* outputsOf({ values, document }: Written, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
  for (const [port, value] of Object.entries(values)) yield { type: 'output', port, output: { value } };
  const { mime, text } = document;
  const media = mime === 'text/plain' ? 'text' : 'json';
  const path = join(ctx.workDir, `document.${media === 'text' ? 'txt' : 'json'}`);
  await writeFile(path, text);
  yield { type: 'output', port: 'document', output: { file: { path, media, mime } } };
}

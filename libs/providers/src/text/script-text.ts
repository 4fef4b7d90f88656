import type { ScriptLine } from '#steps';

/** One to four words with capital letters, and a colon. */
const LINE = /^\s*(\p{Lu}[\p{L}\p{N}.'-]*(?: \p{Lu}[\p{L}\p{N}.'-]*){0,3}):\s+(\S.*)$/u;

/** Text that is a script, `NAME: words` a line; undefined for any other. */
export function scriptLines(text: string): ScriptLine[] | undefined {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const parsed = rows.map((row) => LINE.exec(row));
  if (rows.length === 0 || parsed.filter(Boolean).length < rows.length * 0.6) return undefined;
  return parsed.flatMap((found): ScriptLine[] => {
    const [, speaker = '', said = ''] = found ?? [];
    if (speaker === '' || /^title$/i.test(speaker)) return [];
    const name = speaker === speaker.toUpperCase() ? titled(speaker) : speaker;
    return [{ speaker: name, text: said.trim(), kind: /^narrator$/i.test(name) ? 'narration' : 'dialogue' }];
  });
}

const titled = (name: string) => name.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());

/** The lines as one text, as `scriptLines` reads it. */
export const scriptText = (lines: readonly ScriptLine[]): string =>
  lines.map(({ speaker, text }) => `${speaker.toUpperCase()}: ${text}`).join('\n');

import type { Answer, ScriptLine } from '#steps';
import { scriptLines } from '../../text/script-text.js';
import { namesIn } from './cast.js';
import { capital, fitted, paragraphsOf, sentencesOf, wordCount } from './text.js';

/** What a voice says in a second, without haste. */
export const WORDS_PER_SECOND = 2.9;

/** A story as lines to be spoken: what is in quotation marks is said by whoever the sentence names. */
export function writeScript(story: string, narrator: string, seconds?: number): Answer<'script'> {
  const written = scriptLines(story);
  const lines = written ?? paragraphsOf(story).flatMap((paragraph) => linesOf(paragraph, narrator));
  const title = titleOf(story);
  return { title, lines: seconds === undefined ? lines : shortened(lines, seconds * WORDS_PER_SECOND) };
}

function linesOf(paragraph: string, narrator: string): ScriptLine[] {
  const lines: ScriptLine[] = [];
  const tell = (text: string) => {
    const last = lines.at(-1);
    if (text === '') return;
    if (last?.kind === 'narration') last.text += ` ${text}`;
    else lines.push({ speaker: narrator, text, kind: 'narration' });
  };
  for (const sentence of sentencesOf(paragraph)) {
    const spoken =
      /["“]([^"”]+)["”],?\s*(?:said|asked|called|whispered|cried|answered)\s+(?:the\s+)?([\p{L}-]+)\s*(.*)$/u.exec(
        sentence,
      );
    if (!spoken) {
      tell(sentence.replace(/["“”]/g, ''));
      continue;
    }
    const [whole, words = '', who = '', rest = ''] = spoken;
    tell(sentence.slice(0, sentence.indexOf(whole)).trim());
    const said = words.trim().replace(/,$/, '.');
    lines.push({ speaker: capital(who), text: /[.!?]$/.test(said) ? said : `${said}.`, kind: 'dialogue' });
    const action = rest.replace(/^(?:,|and|to \p{Lu}\p{L}+)\s*/u, '').replace(/[.,\s]+$/, '');
    if (wordCount(action) > 3) tell(`${capital(who)} ${action.replace(/^and\s+/, '')}.`);
  }
  return lines;
}

/** Lines are dropped from the middle outwards: how it begins and ends is what has to be told. */
function shortened(lines: readonly ScriptLine[], words: number): ScriptLine[] {
  const kept = [...lines];
  const total = () => kept.reduce((sum, { text }) => sum + wordCount(text), 0);
  while (kept.length > 2 && total() > words) kept.splice(Math.floor(kept.length / 2), 1);
  const share = words / Math.max(1, total());
  return share >= 1 ? kept : kept.map((line) => ({ ...line, text: fitted(line.text, wordCount(line.text) * share) }));
}

/** Its first line where that looks like one, else who it is about. */
function titleOf(text: string): string {
  const named = /^\s*(?:#\s*|title:\s*)(.+)$/im.exec(text)?.[1];
  if (named) return named.trim().slice(0, 200);
  const first = text.trim().split('\n')[0] ?? '';
  if (first !== '' && wordCount(first) <= 8 && !/[.!?:]$/.test(first)) return first;
  return namesIn(text)[0] ?? 'Untitled';
}

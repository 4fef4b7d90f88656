/** Sentences, with the mark that ends them; quoted speech stays with who says it. */
export function sentencesOf(text: string): string[] {
  const found = text
    .replace(/\s+/g, ' ')
    .trim()
    .match(/[^.!?]+(?:[.!?]+["”']*|$)(?:\s(?=(?:said|asked|called)\b)[^.!?]+[.!?]+)?/g);
  return (found ?? []).map((sentence) => sentence.trim()).filter((sentence) => /\p{L}/u.test(sentence));
}

export const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);

export const wordCount = (text: string): number => text.match(/[\p{L}\p{N}'’]+/gu)?.length ?? 0;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Puts values into `{places}`; the name with a capital letter gives the value one. */
export function fill(pattern: string, values: Record<string, string>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value !== undefined) return value;
    const lower = values[name.charAt(0).toLowerCase() + name.slice(1)];
    return lower === undefined ? whole : capital(lower);
  });
}

export const article = (noun: string): string => (/^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`);
export const withoutArticle = (phrase: string): string => phrase.replace(/^(?:an?|the)\s+/i, '');

/** As many whole sentences or clauses from the beginning as fit into so many words; at least a few words. */
export function fitted(text: string, words: number): string {
  if (wordCount(text) <= words) return text;
  const sentences = sentencesOf(text);
  let kept = '';
  for (const sentence of sentences) {
    const next = kept === '' ? sentence : `${kept} ${sentence}`;
    if (wordCount(next) > words) break;
    kept = next;
  }
  if (kept !== '') return kept;
  const [longest] = sentences
    .filter((sentence) => wordCount(sentence) <= words && wordCount(sentence) > 3)
    .sort((one, other) => wordCount(other) - wordCount(one));
  return longest ?? firstClause(sentences[0] ?? text, words);
}

function firstClause(sentence: string, words: number): string {
  const clauses = sentence.split(/(?<=[,;:])\s/);
  let kept = clauses[0] ?? sentence;
  for (const clause of clauses.slice(1)) {
    if (wordCount(kept) > 4 && wordCount(`${kept} ${clause}`) > words) break;
    kept = `${kept} ${clause}`;
  }
  return `${kept.replace(/[\s,;:.!?]+$/, '')}.`;
}

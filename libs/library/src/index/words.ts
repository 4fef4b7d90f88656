/** Words of an item that are indexed, at most. */
const MOST_WORDS = 120;

/** Scripts that are written without blanks: each character counts as a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** The distinct words of a text as they are compared: without case, accents and marks. Pure. */
export function wordsOf(text: string, most = MOST_WORDS): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const found = new Set<string>();
  for (const [run] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const word of split(run)) {
      found.add(word);
      if (found.size === most) return [...found];
    }
  }
  return [...found];
}

function split(run: string): string[] {
  if (!UNSPACED.test(run)) return [run];
  const words: string[] = [];
  let rest = '';
  for (const letter of run) {
    if (!UNSPACED.test(letter)) {
      rest += letter;
      continue;
    }
    if (rest !== '') words.push(rest);
    rest = '';
    words.push(letter);
  }
  return rest === '' ? words : [...words, rest];
}

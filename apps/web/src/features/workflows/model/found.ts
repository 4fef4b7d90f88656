/** How well something fits what is looked for, 0 to 1: by its beginning, by a word of its name, by what is told of it. */
export function fit(name: string, wanted: string, told: readonly string[] = []): number {
  const [text, words] = [name.toLowerCase(), wanted.trim().toLowerCase()];
  if (words === '' || text.startsWith(words)) return 1;
  if (text.includes(` ${words}`)) return 0.8;
  if (text.includes(words)) return 0.6;
  const all = [text, ...told].join(' ').toLowerCase();
  return words.split(/\s+/).every((word) => all.includes(word)) ? 0.3 : 0;
}

/** What a voice can read: no pictures, no control signs, and nothing espeak-ng takes for phonemes or commands. */
export function speakable(text: string): string {
  const cleaned = text
    .normalize('NFC')
    .replace(/\[\[|\]\]/g, ' ')
    .replace(/[\p{Extended_Pictographic}\p{Regional_Indicator}\u{1F3FB}-\u{1F3FF}\u200D\uFE0E\uFE0F\u20E3]/gu, ' ')
    // Line ends stay, as they are pauses; the other controls and direction marks go.
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return /[\p{L}\p{N}]/u.test(cleaned) ? cleaned : '';
}

/** Languages written in a script of their own, for texts that come without saying so. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/gu, 'ja'],
  [/\p{Script=Han}/gu, 'cmn'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Thai}/gu, 'th'],
];

/** Names people use for languages espeak-ng calls otherwise. */
const ALIASES: Record<string, string> = {
  en: 'en-us',
  zh: 'cmn',
  'zh-cn': 'cmn',
  'zh-tw': 'cmn',
  no: 'nb',
  auto: 'en-us',
  '': 'en-us',
};

/**
 * The languages to try, best first. English text that is mostly in another script is read in that script's language.
 * @param language a BCP 47 tag such as `de` or `pt-BR`
 */
export function languagesFor(language: string, text: string): string[] {
  const tag = language.trim().toLowerCase().replaceAll('_', '-');
  const primary = tag.split('-')[0] ?? tag;
  const asked = [...new Set([ALIASES[tag] ?? tag, ALIASES[primary] ?? primary])].filter((name) =>
    /^[a-z]{2,3}[a-z0-9-]*$/.test(name),
  );
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const script = SCRIPTS.find(([pattern]) => (text.match(pattern)?.length ?? 0) > letters / 2)?.[1];
  const latin = primary === 'en' || tag === 'auto' || tag === '';
  return script !== undefined && latin ? [script, ...asked] : asked;
}

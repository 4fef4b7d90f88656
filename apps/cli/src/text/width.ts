/** Text measured by the columns it takes on a terminal, not by its characters. Pure. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u;
const PLAIN = /^[\x20-\x7e]*$/;
const UNSEEN = /^[\p{Mark}\p{Control}\p{Format}]+$/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function columnsOf(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return UNSEEN.test(grapheme) ? 0 : 1;
}

export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += columnsOf(segment);
  return width;
}

/** At most `width` columns, with an ellipsis where something was cut. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return '';
  let [kept, used] = ['', 0];
  for (const { segment } of segmenter.segment(text)) {
    const columns = columnsOf(segment);
    if (used + columns > width - 1) break;
    kept += segment;
    used += columns;
  }
  return `${kept.trimEnd()}…`;
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text;

/** Exactly `width` columns. */
export const fit = (text: string, width: number): string => padEnd(truncate(text, width), width);

/** Without line breaks and control characters, so that text from elsewhere can't rearrange the terminal. */
export const oneLine = (text: string): string => text.replace(/\p{Control}+/gu, ' ').trim();

/** What may be added to, or put in place of, what somebody writes. */
export interface Suggestion {
  /** What is shown. */
  text: string;
  /** The whole text once it is taken, and where the cursor is then. */
  result: string;
  cursor: number;
  kind: 'earlier' | 'style';
}

/** Words that pictures and films understand, by what they are about. */
const STYLE_WORDS = [
  ...['golden hour', 'blue hour', 'soft window light', 'dramatic rim light', 'overcast light', 'neon light at night'],
  ...['candle light', 'backlit', 'volumetric light', 'studio light, plain backdrop', 'moonlight', 'morning mist'],
  ...['wide shot', 'close-up', 'extreme close-up', 'medium shot', 'over the shoulder', 'low angle', 'high angle'],
  ...[
    'bird’s-eye view',
    'symmetrical framing',
    'shallow depth of field',
    'macro',
    '35 mm film',
    'telephoto',
    'fisheye',
  ],
  ...[
    'slow push in',
    'slow zoom out',
    'pan to the left',
    'pan to the right',
    'tracking shot',
    'orbit around the subject',
  ],
  ...[
    'handheld camera',
    'crane shot rising',
    'time-lapse clouds',
    'slow motion',
    'drifting leaves',
    'rain on the window',
  ],
  ...['wind in the fabric', 'waves breaking', 'falling snow', 'drifting fog', 'photorealistic', 'watercolour'],
  ...['pencil drawing', 'oil painting', 'anime', 'comic, bold ink lines', 'film noir', 'claymation', 'pixel art'],
  ...[
    'muted colours',
    'warm palette',
    'cold palette',
    'pastel colours',
    'high contrast',
    'film grain',
    'black and white',
  ],
];
const MOST = 4;
const LEAST_EARLIER = 3;
const LEAST_STYLE = 2;

/**
 * What fits behind the cursor at the end of a prompt: earlier prompts that begin as this one does, and style words that
 * begin as what is behind the last comma does. Nothing in the middle of a text. Pure.
 */
export function suggestionsFor(words: string, cursor: number, earlier: readonly string[]): Suggestion[] {
  const [before, after] = [words.slice(0, cursor), words.slice(cursor)];
  if (!/^\s*(\n|$)/.test(after)) return [];
  // Prompts are parted by lines of dashes; the one at the cursor counts.
  const start = before.lastIndexOf('\n') + 1;
  const prompt = before.slice(start).trimStart();
  if (prompt === '' || /^-+$/.test(prompt)) return [];
  const put = (begin: number, text: string, kind: Suggestion['kind'], shown = text): Suggestion => {
    const head = words.slice(0, begin) + text;
    return { text: shown, result: head + after, cursor: head.length, kind };
  };
  const begin = before.length - prompt.length;
  const like = prompt.toLowerCase();
  const whole = prompt.length < LEAST_EARLIER ? [] : unique(earlier).filter((one) => begins(one, like));
  return [...whole.map((one) => put(begin, one, 'earlier')).slice(0, 2), ...styles(before, prompt, put)].slice(0, MOST);
}

type Put = (begin: number, text: string, kind: Suggestion['kind'], shown?: string) => Suggestion;

function styles(before: string, prompt: string, put: Put): Suggestion[] {
  const comma = prompt.lastIndexOf(',');
  if (comma < 0) return [];
  const part = prompt.slice(comma + 1).trimStart();
  const begin = before.length - part.length;
  const space = /\s$/.test(before.slice(0, begin)) ? '' : ' ';
  const used = prompt.toLowerCase();
  const left = STYLE_WORDS.filter((one) => !used.includes(one));
  // Behind a comma anything goes; a few of different kinds are enough to think of more.
  const fitting =
    part === ''
      ? left.filter((_, index) => (index * 7 + prompt.length) % 13 === 0)
      : part.length < LEAST_STYLE
        ? []
        : left.filter((one) => begins(one, part.toLowerCase()));
  return fitting.map((one) => put(begin, space + one, 'style', one));
}

const begins = (one: string, like: string) => one.length > like.length && one.toLowerCase().startsWith(like);
const unique = (texts: readonly string[]) => [...new Set(texts)];

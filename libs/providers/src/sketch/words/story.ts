import type { Answer, StoryLength } from '#steps';
import type { Random } from '../common/random.js';
import { ideaOf } from './cast.js';
import type { Idea, Kind } from './cast.js';
import { PLACE_WORDS, STORY_WORDS } from './data.js';
import { shuffled } from './enhance.js';
import { article, capital, fill } from './text.js';

const PRONOUNS: Record<Kind, Record<string, string>> = {
  woman: { they: 'she', their: 'her', them: 'her' },
  man: { they: 'he', their: 'his', them: 'him' },
  other: { they: 'it', their: 'its', them: 'it' },
};

/** A story in three acts: how it was, what went wrong, how it ended. */
export function writeStory(text: string, length: StoryLength, tone: string, random: Random): Answer<'story'> {
  const idea = ideaOf(text, random);
  const place = PLACE_WORDS[idea.place];
  const trouble = troubleOf(idea, random);
  const details = shuffled(place.details, random);
  const values = valuesOf(idea, trouble.noun, details);
  const say = (pattern: string) => fill(pattern, values);
  const one = (patterns: readonly string[]) => say(random.pick(patterns));
  const extra = toneWords(tone || text);
  const colour = () => (extra ? [one(extra)] : []);
  const more = shuffled(STORY_WORDS.longer, random).map(say);
  const opening = one(idea.hero.kind === 'other' ? STORY_WORDS.opening_creature : STORY_WORDS.opening);
  const [turn, end, ending] = [one(place.turns), one(place.ends), one(STORY_WORDS.ending)];
  const acts: Record<StoryLength, () => string[][]> = {
    short: () => [[opening], [say(trouble.text), ...colour()], [turn, end]],
    medium: () => [
      [opening, one(STORY_WORDS.wish)],
      [say(trouble.text), ...colour()],
      [one(STORY_WORDS.low), turn],
      [end, ending],
    ],
    long: () => [
      [opening, more[0]!],
      [one(STORY_WORDS.wish), more[1]!],
      [say(trouble.text), ...colour()],
      [one(STORY_WORDS.companion), one(STORY_WORDS.reply)],
      [one(STORY_WORDS.low), more[2]!],
      [turn, ...colour()],
      [end, ending],
    ],
  };
  const paragraphs = acts[length]().map((sentences) => [...new Set(sentences)].join(' '));
  return { title: capital(one(STORY_WORDS.titles)), text: paragraphs.join('\n\n') };
}

/** The trouble that the idea already speaks of, else any. */
function troubleOf({ words, place }: Idea, random: Random) {
  const { troubles } = PLACE_WORDS[place];
  const named = troubles.find(({ noun }) =>
    noun
      .toLowerCase()
      .split(' ')
      .some((word) => words.toLowerCase().includes(word)),
  );
  return named ?? random.pick(troubles);
}

function valuesOf({ words, place, hero, thing }: Idea, trouble: string, details: readonly string[]) {
  const { at, companion } = PLACE_WORDS[place];
  const unnamed = hero.role === hero.name.toLowerCase();
  return {
    ...PRONOUNS[hero.kind],
    ...{ at, trouble, idea: words, hero: hero.name, name: hero.name },
    the_role: `the ${hero.role}`,
    a_role: unnamed ? 'alone' : article(hero.role),
    Thing: thing ? `The ${capital(thing)}` : `The ${hero.role.split(' ').map(capital).join(' ')}`,
    ...{ companion: companion.name, companion_is: companion.is },
    ...Object.fromEntries(details.map((detail, index) => [`details${index}`, detail])),
  };
}

/** Sentences in the tone that was asked for, where one is known. */
function toneWords(asked: string): readonly string[] | undefined {
  const wanted: readonly string[] = asked.toLowerCase().match(/\p{L}+/gu) ?? [];
  const tone = Object.entries(STORY_WORDS.tone_words).find(([, known]) => known.some((word) => wanted.includes(word)));
  return tone && STORY_WORDS.tones[tone[0]];
}

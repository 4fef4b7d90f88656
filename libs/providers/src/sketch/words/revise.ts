import { PipelineFailure } from '#pipeline';
import { scriptLines } from '../../text/script-text.js';
import type { Random } from '../common/random.js';
import { REVISION_WORDS } from './data.js';
import { shuffled } from './enhance.js';
import { paragraphsOf, sentencesOf, wordCount } from './text.js';

type Change = (text: string, random: Random, match: RegExpExecArray) => string;

/** What the writer understands, the first that fits each part of an instruction. */
const CHANGES: readonly [RegExp, Change][] = [
  [
    /(?:replace|change|swap)\s+["“]?(.+?)["”]?\s+(?:with|by|to|into|for)\s+["“]?(.+?)["”]?$/i,
    (text, _, [, from = '', to = '']) => replaced(text, from, to),
  ],
  [
    /(?:call|name|rename)\s+["“]?(.+?)["”]?\s+(?:to\s+)?["“]?(\p{Lu}[\p{L}-]*)["”]?$/iu,
    (text, _, [, from = '', to = '']) => replaced(text, from, to),
  ],
  [/(?:remove|drop|delete|without)\s+["“]?(.+?)["”]?$/i, (text, _, [, what = '']) => without(text, what)],
  [
    /(?:add|append|end with)\s*:?\s*["“]?(.{4,}?)["”]?$/i,
    (text, _, [, what = '']) => `${text}\n\n${/[.!?]$/.test(what) ? what : `${what}.`}`,
  ],
  [/short|cut|trim|tight|concise|brief/i, (text) => shorter(text)],
  [/long|extend|expand|more detail|detailed/i, (text, random) => sprinkled(text, REVISION_WORDS.detail, 2, random)],
  [/fun|humou?r|comic|silly|joke/i, (text, random) => sprinkled(text, REVISION_WORDS.asides, 3, random)],
  [/dramatic|tense|exciting|suspense|epic/i, (text, random) => sprinkled(text, REVISION_WORDS.drama, 3, random)],
  [/dark|sad|scary|gloom/i, (text, random) => sprinkled(text, REVISION_WORDS.darker, 3, random)],
  [/happ|warm|hope|cheer|light/i, (text, random) => sprinkled(text, REVISION_WORDS.happier, 3, random)],
  [/simpl|plain|easy|child/i, (text) => simpler(text)],
];

/**
 * The text with what a simple instruction says; several are separated by `;`, commas or "and".
 * Throws `invalid_input` for one it does not understand.
 */
export function reviseText(text: string, instruction: string, random: Random): string {
  const wishes = instruction.split(
    /\s*(?:[;\n]|\.\s|,\s*(?:and\s+)?|\s+and\s+(?=make|more|less|add|remove|replace|short|long|fun|simpl))\s*/i,
  );
  return wishes
    .map((wish) => wish.trim().replace(/[.!]+$/, ''))
    .filter((wish) => wish !== '')
    .reduce((current, wish) => changed(current, wish, random), text.trim());
}

function changed(text: string, wish: string, random: Random): string {
  for (const [pattern, change] of CHANGES) {
    const match = pattern.exec(wish);
    if (match) return change(text, random, match);
  }
  throw new PipelineFailure(
    'invalid_input',
    `The built-in writer does not understand "${wish}". It knows: shorter, longer, funnier, more dramatic, darker, ` +
      'happier, simpler, replace … with …, call … …, remove …, add …; a language model understands more.',
  );
}

function replaced(text: string, from: string, to: string): string {
  const pattern = from.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (!new RegExp(pattern, 'i').test(text))
    throw new PipelineFailure('invalid_input', `"${from}" is not in the text, so it cannot be replaced.`);
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return text.replace(new RegExp(`(?<!\\p{L})${pattern}(?!\\p{L})`, 'giu'), (found) =>
    /^\p{Lu}/u.test(found) ? capital(to) : to,
  );
}

function without(text: string, what: string): string {
  const word = what.replace(/^(?:the|all|any|every)\s+/i, '').toLowerCase();
  const kept = eachParagraph(text, (sentences) => sentences.filter((one) => !one.toLowerCase().includes(word)));
  return kept === '' ? text : kept;
}

/** The first and the last sentence of each paragraph; of a short one the first. */
function shorter(text: string): string {
  const paragraphs = paragraphsOf(text);
  if (isScript(text))
    return text
      .split('\n')
      .filter((_, at, all) => at % 3 !== 1 || at === all.length - 1)
      .join('\n');
  if (paragraphs.length === 1 && sentencesOf(text).length > 2) {
    const sentences = sentencesOf(text);
    const keep = Math.max(2, Math.ceil(sentences.length * 0.6));
    return [...sentences.slice(0, keep - 1), sentences.at(-1)!].join(' ');
  }
  return eachParagraph(text, (sentences) =>
    sentences.length <= 2 ? sentences.slice(0, 1) : [sentences[0]!, sentences.at(-1)!],
  );
}

/** A sentence of that kind at the end of every so-manieth paragraph, none twice. */
function sprinkled(text: string, sentences: readonly string[], every: number, random: Random): string {
  const deck = shuffled(sentences, random);
  const separator = isScript(text) ? '\n' : '\n\n';
  const parts = isScript(text) ? text.split('\n') : paragraphsOf(text);
  return parts
    .map((part, at) => {
      const due = at % every === Math.min(1, parts.length - 1);
      const sentence = due ? deck.shift() : undefined;
      return sentence ? `${part} ${sentence}` : part;
    })
    .join(separator);
}

const isScript = (text: string) => scriptLines(text) !== undefined;

function simpler(text: string): string {
  const plain = REVISION_WORDS.plain.reduce(
    (current, [hard, easy]) => current.replace(new RegExp(`\\b${hard}\\b`, 'gi'), easy),
    text,
  );
  return eachParagraph(plain, (sentences) =>
    sentences.flatMap((sentence) => {
      if (wordCount(sentence) < 16 || /["“]/.test(sentence)) return [sentence];
      const at = sentence.search(/,\s+and\s+(?=\p{Ll})|;\s+/u);
      if (at < 0) return [sentence];
      const rest = sentence.slice(at).replace(/^[,;]\s+(?:and\s+)?/, '');
      return [`${sentence.slice(0, at)}.`, rest.charAt(0).toUpperCase() + rest.slice(1)];
    }),
  );
}

function eachParagraph(text: string, change: (sentences: string[]) => string[]): string {
  return paragraphsOf(text)
    .map((paragraph) => change(sentencesOf(paragraph)).join(' '))
    .filter(Boolean)
    .join('\n\n');
}

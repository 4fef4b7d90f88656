import { readFile } from 'node:fs/promises';
import type { UploadFacts } from '#artifacts';
import { parseDefinitionText } from '#pipeline';
import { unsupported } from './recognise.js';
import { Refusal } from './refusal.js';

const MAX_TEXT_BYTES = 16e6;
/** A definition is written by hand or by a program, but not by the megabyte. */
const MAX_DEFINITION_CHARS = 1_000_000;

/** How the text begins that a browser, a shell or a player would take for more than text. */
const PAGE =
  /^\s*<(!doctype\s|html|head|script|iframe|h[1-6]|div|font|table|a\s|style|title|b>|body|br\s?\/?>|p>|!--|\?xml|\?php|svg|math|form|object|embed|img|meta|link)/i;
const PROGRAM = /^(#!|@echo\s)/i;
const PLAYLIST = /^\s*(#EXTM3U|ffconcat\s|\[playlist\]|<smil)/i;

/** What a file is that may be text. Throws Refusal for what is not, and for pages, scripts and playlists. */
export async function inspectText(path: string, bytes: number): Promise<UploadFacts> {
  if (bytes > MAX_TEXT_BYTES) {
    throw new Refusal(
      'unsupported_type',
      `it is of no kind that is taken, and too large for text (${MAX_TEXT_BYTES / 1e6} MB)`,
      'Split it, if it is text.',
    );
  }
  const text = decoded(await readFile(path));
  if (PAGE.test(text))
    throw unsupported('it is a page, or a picture that can hold scripts (HTML, XML or SVG)', 'Save a drawing as PNG.');
  if (PROGRAM.test(text)) throw unsupported('it is a program', 'Programs are not taken.');
  if (PLAYLIST.test(text)) throw unsupported('it is a playlist, which only names files', 'Give the files themselves.');
  if (text.trim() === '')
    throw new Refusal('empty_file', 'there is nothing but space in it', 'Give a file with words.');
  return described(text);
}

function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) throw notUtf8();
  if (bytes[0] === 0xfe && bytes[1] === 0xff) throw notUtf8();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unsupported('what it is cannot be told from its bytes');
  }
  if (/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(text)) throw unsupported('what it is cannot be told from its bytes');
  return text;
}

const notUtf8 = () => unsupported('it is text in UTF-16', 'Save it as UTF-8.');

function described(text: string): UploadFacts {
  if (isDefinition(text)) return { kind: 'pipeline', media: 'text', mime: 'text/plain', facts: {} };
  if (/^\s*[[{]/.test(text) && isJson(text))
    return { kind: 'text', media: 'json', mime: 'application/json', facts: {} };
  return { kind: 'text', media: 'text', mime: 'text/plain', facts: {} };
}

const isDefinition = (text: string): boolean =>
  text.length <= MAX_DEFINITION_CHARS &&
  /^\s*(\{\s*)?"?steps"?\s*:|[\n,{]\s*"?steps"?\s*:/.test(text) &&
  parseDefinitionText(text).definition !== undefined;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

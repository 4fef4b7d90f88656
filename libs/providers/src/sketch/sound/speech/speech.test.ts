import { characterOf, speechArguments } from './character.js';
import { languagesFor, speakable } from './text.js';

describe('characterOf', () => {
  it('gives a name one voice, and names different voices', () => {
    expect(characterOf('Elena')).toEqual(characterOf(' elena '));
    const voices = ['Elena', 'Tom', 'Old sailor', 'Robot', 'Little girl', 'Marcus'].map((name) =>
      JSON.stringify(characterOf(name)),
    );
    expect(new Set(voices).size).toBe(6);
  });

  it('fits what the name tells', () => {
    expect(characterOf('an old sailor').pitch).toBeLessThan(35);
    expect(characterOf('the little girl').pitch).toBeGreaterThan(70);
    expect(characterOf('Maria').variant).toMatch(/^(f\d|Annie|linda)$/);
  });
});

it('keeps arguments within what espeak-ng takes', () => {
  const args = speechArguments({ pitch: 95, wordsPerMinute: 300 }, 'en-us', 12, 2);
  expect(args.slice(0, 6)).toEqual(['-v', 'en-us', '-p', '99', '-s', '450']);
});

it('leaves out what a voice can not read', () => {
  expect(speakable('Hi 😀👨‍👩‍👧 [[x]] \u0007there\u202e!')).toBe('Hi x there!');
  expect(speakable(' 😀 … ')).toBe('');
  expect(speakable('مرحبا')).toBe('مرحبا');
});

it('finds the language of a script', () => {
  expect(languagesFor('en', 'مرحبا بالعالم')).toEqual(['ar', 'en-us']);
  expect(languagesFor('pt-BR', 'olá')).toEqual(['pt-br', 'pt']);
  expect(languagesFor('de; rm', 'x')).toEqual([]);
});

import { ideasIn, mainInput } from './ideas.js';

describe('the ideas in a file', () => {
  it.each([
    ['lines', 'ideas.txt', 'a fox\n\n a ship \n', ['a fox', 'a ship']],
    ['parts', 'ideas.txt', 'a fox\nin the snow\n---\na ship', ['a fox\nin the snow', 'a ship']],
    ['JSON lines of both kinds', 'ideas.jsonl', '"a fox"\n{"scene": "a ship", "duration": 5}', ['a fox', 'a ship']],
    ['an object without the text', 'ideas.jsonl', '{"duration": 5}', ['idea 1']],
  ])('are %s', (_name, path, text, names) => {
    expect(ideasIn(path, text, 'scene').map(({ name }) => name)).toEqual(names);
  });

  it('keep their inputs', () => {
    expect(ideasIn('i.jsonl', '{"scene": "a ship", "duration": 5}', 'scene')[0]!.inputs).toEqual({
      ...{ scene: 'a ship', duration: 5 },
    });
    expect(ideasIn('i.txt', 'a ship', 'idea')[0]!.inputs).toEqual({ idea: 'a ship' });
  });

  it.each([
    ['i.jsonl', '"a"\n[1]', 'Line 2'],
    ['i.jsonl', '{', 'Line 1'],
    ['i.txt', ' \n', 'no idea'],
  ])('are refused with their place: %s %j', (path, text, message) => {
    expect(() => ideasIn(path, text, 'scene')).toThrow(message);
  });

  it('go to the first text that is needed', () => {
    const input = (name: string, type: 'string' | 'number', required: boolean) => ({ name, type, required });
    expect(mainInput('x', [input('n', 'number', true), input('a', 'string', false), input('b', 'string', true)])).toBe(
      'b',
    );
    expect(() => mainInput('x', [input('a', 'string', false)])).toThrow('no text');
  });
});

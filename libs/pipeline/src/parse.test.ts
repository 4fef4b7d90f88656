import { parseDefinition, parseDefinitionText } from './parse.js';

describe('parsing a definition', () => {
  it('takes the long and the short form of inputs', () => {
    const { problems, definition } = parseDefinition({
      name: 'a',
      steps: [{ id: 'x', type: 't2i' }],
      inputs: { scene: { type: 'string', required: true }, count: 'number' },
    });
    expect(problems).toEqual([]);
    expect(definition).toMatchObject({ description: '', outputs: [], steps: [{ id: 'x', config: {} }] });
  });

  it('reads the same from YAML and JSON', () => {
    const json = '{"name":"a","steps":[{"id":"x","type":"t2i","config":{"prompt":"hi"}}]}';
    const yaml = 'name: a\nsteps:\n  - id: x\n    type: t2i\n    config: { prompt: hi }\n';
    expect(parseDefinitionText(yaml)).toEqual(parseDefinitionText(json));
  });

  it('names the line of a syntax error', () => {
    const { problems } = parseDefinitionText('name: a\nsteps: [\n');
    expect(problems[0]).toMatchObject({ code: 'bad_syntax' });
    expect(problems[0]!.path).toMatch(/^line \d+, column \d+$/);
  });

  it('reports every misshapen place at once', () => {
    const { problems } = parseDefinition({
      name: '',
      steps: [{ id: '1 bad', type: 't2i', typo: true }],
      inputs: { a: 'strin' },
    });
    expect(problems.map((problem) => problem.path).sort()).toEqual([
      'inputs.a',
      'name',
      'steps[0].id',
      'steps[0].typo',
    ]);
  });
});

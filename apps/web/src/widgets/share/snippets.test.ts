import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { parseDefinitionText } from '#pipeline';
import { templates } from '#steps';
import { asCommand, asCurl, asTypeScript, plain } from './snippets';
import type { ShareRequest } from './snippets';

const ORIGIN = 'http://127.0.0.1:4100';
const ROOT = resolve(import.meta.dirname, '../../../../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'share-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a text in a real shell, where a program of this name only tells what it was given. */
function shell(text: string, program: string): { args: string[]; stdin: string } {
  const tell = `${program}() { printf '%s\\0' "$@" > args; if [ ${program} = curl ]; then cat > stdin; else : > stdin; fi; }\n`;
  execFileSync('bash', ['-c', tell + text], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const args = readFileSync(join(folder, 'args'), 'utf8').split('\0').slice(0, -1);
  return { args, stdin: readFileSync(join(folder, 'stdin'), 'utf8') };
}

const definition = templates.get('complete_video_production') as unknown as Record<string, unknown>;
const REQUESTS: ShareRequest[] = [
  { template: 'story_panels', inputs: { panels: ["a 'fox'", '$HOME `id` "x" \\n', 'EOF'] }, seed: 7 },
  {
    definition,
    inputs: { scene: 'a\nEOF\nb', duration: 5 },
    options: { mode: 'checkpoint', checkpoints: ['keyframe'] },
  },
  {
    blueprint: 'my-film@3',
    preset: 'night',
    options: { mode: 'manual', budgetUsd: 2.5, lane: 'background', cache: false },
  },
  { definition: 'name: text\nsteps: []\n' },
];

test.each(REQUESTS)('curl sends what was shared %#', (request) => {
  const { args, stdin } = shell(asCurl(request, ORIGIN, true), 'curl');
  expect(JSON.parse(stdin)).toEqual({ ...plain(request), run: true });
  expect(args).toEqual(expect.arrayContaining([`${ORIGIN}/pipelines`, 'content-type: application/json', '@-']));
});

test('curl sends any text as it is', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(text, text, (one, other) => {
      const request = { template: 'x', inputs: { [one]: other } };
      expect(JSON.parse(shell(asCurl(request, ORIGIN), 'curl').stdin)).toEqual({ ...plain(request), run: true });
    }),
    { numRuns: 15 },
  );
});

test('the command writes its files and names them', () => {
  const { args } = shell(asCommand(REQUESTS[1]!, ORIGIN), 'reelwright');
  expect(args).toEqual([
    ...['run', 'complete-video-production.json', '--inputs', 'complete-video-production-inputs.json'],
    ...['--review', 'keyframe', '--url', ORIGIN],
  ]);
  const [file, inputs] = [args[1]!, args[3]!].map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(JSON.parse(file!)).toEqual(definition);
  expect(parseDefinitionText(file!).problems).toEqual([]);
  expect(JSON.parse(inputs!)).toEqual(REQUESTS[1]!.inputs);
});

test('the command says what it has no flag for', () => {
  const text = asCommand(REQUESTS[2]!, ORIGIN);
  expect(text).toContain('no flag for cache;');
  expect(shell(text, 'reelwright').args).toEqual([
    ...['run', 'my-film@3', '--preset', 'night', '--review', 'all', '--lane', 'background', '--budget', '2.5'],
    ...['--url', ORIGIN],
  ]);
});

test('a definition of its own text stays as it is', () => {
  const { args } = shell(asCommand(REQUESTS[3]!, ORIGIN), 'reelwright');
  expect(readFileSync(join(folder, args[1]!), 'utf8')).toBe('name: text\nsteps: []\n\n');
});

test('the TypeScript is right by the types of the API', () => {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'reelwright.ts'), readFileSync(join(ROOT, 'libs/contracts/src/generated/api.ts')));
  const names = REQUESTS.map((request, at) => {
    const name = join(folder, `shared-${at}.ts`);
    writeFileSync(name, asTypeScript(request, ORIGIN, at % 2 === 0));
    return name;
  });
  const options: ts.CompilerOptions = {
    ...{
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    ...{ target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.ESNext },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram(names, options));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
}, 120_000);

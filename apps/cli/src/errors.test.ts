import { ConfigError } from '#config';
import { ApiProblem } from '#contracts';
import { CommanderError } from 'commander';
import { tell, toldLines, usageError } from './errors.js';
import { StackError } from './stack/errors.js';

const problem = (status: number, code: string, problems?: ApiProblem['problem']['problems']) =>
  new ApiProblem(status, {
    type: `/problems/${code}`,
    title: '',
    status,
    code,
    detail: 'What.',
    ...(problems && { problems }),
  });
const system = (code: string, path?: string) => Object.assign(new Error(code), { code, ...(path && { path }) });

test.each([
  [usageError('No.', 'Do.'), 'bad_usage', 2],
  [new CommanderError(1, 'commander.unknownOption', 'unknown'), 'bad_usage', 2],
  [new ConfigError([{ place: 'REELWRIGHT_PORT', reason: 'must be a number' }]), 'config_invalid', 2],
  [new StackError('port_taken', 'Taken.', 'x', 'Choose.'), 'port_taken', 3],
  [problem(422, 'invalid_definition'), 'invalid_definition', 2],
  [problem(404, 'not_found'), 'not_found', 2],
  [problem(401, 'unauthorised'), 'unauthorised', 3],
  [problem(503, 'http_503'), 'http_503', 3],
  [problem(507, 'disk_full'), 'disk_full', 3],
  [new TypeError('fetch failed', { cause: system('ECONNREFUSED') }), 'unreachable', 3],
  [system('ENOSPC'), 'enospc', 3],
  [system('EACCES', '/films'), 'eacces', 3],
  [new Error('odd'), 'internal', 1],
  ['odd', 'internal', 1],
])('%p is told as %s and exits with %i', (error, code, exitCode) => {
  const told = tell(error);
  expect(told).toMatchObject({ code, exitCode });
  expect(toldLines(told).join('\n')).not.toMatch(/\bat .*:\d+:\d+/);
});

test('every problem is told with its place and what to do', () => {
  const one = { code: 'bad_input' as const, path: 'inputs.duration', message: '"duration" is 90', hint: 'Give less.' };
  expect(toldLines(tell(problem(422, 'invalid_definition', [one, { ...one, path: 'inputs.style' }])))).toEqual([
    'There are 2 problems:',
    '  inputs.duration: "duration" is 90',
    '    Give less.',
    '  inputs.style: "duration" is 90',
    '    Give less.',
  ]);
});

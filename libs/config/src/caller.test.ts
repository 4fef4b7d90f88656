import { callerDirectory, isDumbTerminal } from './index.js';

describe('callerDirectory', () => {
  const npm = { INIT_CWD: '/home/ada/films', npm_package_json: '/opt/reelwright/package.json' };

  test('is where npm run was typed', () => {
    expect(callerDirectory(npm, '/opt/reelwright')).toBe('/home/ada/films');
  });

  test('is the working directory without npm, and below the npm script of another package', () => {
    expect(callerDirectory({}, '/home/ada')).toBe('/home/ada');
    expect(callerDirectory({ ...npm, npm_package_json: '/home/ada/shop/package.json' }, '/home/ada/out')).toBe(
      '/home/ada/out',
    );
  });
});

test('a dumb terminal is told by its type', () => {
  expect([isDumbTerminal({ TERM: 'dumb' }), isDumbTerminal({ TERM: 'xterm-256color' }), isDumbTerminal({})]).toEqual([
    true,
    false,
    false,
  ]);
});

import fc from 'fast-check';
import { plainName } from './names.js';

describe('the name of a file', () => {
  it.each([
    ['cat.png', 'cat.png'],
    ['Katze im Schnee (2).jpeg', 'Katze im Schnee (2).jpeg'],
    ['猫.png', '猫.png'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['../../x', 'x'],
    ['..', 'upload'],
    ['', 'upload'],
    ['   ', 'upload'],
    ['a\u0000b\u0007\r\n.png', 'ab.png'],
    ['photo\u202Egnp.exe', 'photognp.exe'],
    ['\u200Bx\uFEFF.png', 'x.png'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['LPT1.png', '_LPT1.png'],
    ['console.log', 'console.log'],
    ['.htaccess', 'htaccess'],
    ['name. . ', 'name'],
    ['a<b>:"c|?*.png', 'a_b___c___.png'],
    [`${'a'.repeat(10_000)}.png`, `${'a'.repeat(146)}.png`],
  ])('%j becomes %j', (given, name) => expect(plainName(given)).toBe(name));

  it('is plain whatever was given, and stays what it is', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = plainName(given);
        expect(name).toMatch(/^[^/\\<>:"|?*\p{Cc}\p{Cf}]+$/u);
        expect([...name].length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThanOrEqual(151);
        expect(name).not.toMatch(/^\.|[. ]$/);
        expect(plainName(name)).toBe(name);
      }),
    ));
});

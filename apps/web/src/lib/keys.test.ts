import { isPressed, keyCaps } from './keys';

const nothing = { metaKey: false, ctrlKey: false, altKey: false, shiftKey: false };

test.each([
  ['mod+k', { key: 'k', metaKey: true }, true],
  ['mod+k', { key: 'k', ctrlKey: true }, true],
  ['mod+k', { key: 'k' }, false],
  ['k', { key: 'k', ctrlKey: true }, false],
  ['k', { key: 'K', shiftKey: true }, false],
  ['shift+mod+z', { key: 'Z', shiftKey: true, metaKey: true }, true],
  ['mod+z', { key: 'Z', shiftKey: true, metaKey: true }, false],
  ['?', { key: '?', shiftKey: true }, true],
  ['?', { key: '?' }, true],
  ['arrowleft', { key: 'ArrowLeft' }, true],
])('%s is pressed by %o: %s', (keys, pressed, is) => expect(isPressed(keys, { ...nothing, ...pressed })).toBe(is));

test('keys are shown as they are printed', () => {
  expect(keyCaps('shift+mod+z', true)).toEqual(['⇧', '⌘', 'Z']);
  expect(keyCaps('mod+enter', false)).toEqual(['Ctrl', '↵']);
  expect(keyCaps('?', false)).toEqual(['?']);
});

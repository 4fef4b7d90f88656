/** Keys as data: `mod+k`, `shift+mod+z`, `?`, `arrowleft`; `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export type Keys = string;

export interface Pressed {
  key: string;
  metaKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Whether what was pressed is these keys. A sign that needs shift on some keyboards, such as `?`, is only itself. */
export function isPressed(keys: Keys, pressed: Pressed): boolean {
  const parts = keys.split('+');
  const key = parts.pop()!;
  const named = key.length > 1 || /[a-z0-9]/.test(key);
  return (
    pressed.key.toLowerCase() === key &&
    (pressed.metaKey || pressed.ctrlKey) === parts.includes('mod') &&
    pressed.altKey === parts.includes('alt') &&
    (!named || pressed.shiftKey === parts.includes('shift'))
  );
}

const SIGNS: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: '↵',
  escape: 'Esc',
  backspace: '⌫',
  delete: 'Del',
  tab: 'Tab',
};
const HELD: Record<string, [mac: string, other: string]> = {
  mod: ['⌘', 'Ctrl'],
  shift: ['⇧', 'Shift'],
  alt: ['⌥', 'Alt'],
};

/** Keys as they are printed: each of them, in the order they are held. */
export function keyCaps(keys: Keys, mac: boolean): string[] {
  return keys.split('+').map((key) => HELD[key]?.[mac ? 0 : 1] ?? SIGNS[key] ?? key.toUpperCase());
}

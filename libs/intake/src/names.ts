const MAX_CHARS = 150;
const FALLBACK = 'upload';

/** Names that mean a device on Windows, whatever comes after a dot. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;

/**
 * A plain file name out of whatever a file is said to be called: no folders, nothing that is invisible or turns the
 * direction of writing, nothing that a file system does not allow, at most 150 characters with the extension kept.
 */
export function plainName(given: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  const shown = base
    .toWellFormed()
    .normalize('NFC')
    // Controls, invisible formatting such as the marks that turn text round, lone and private characters, line ends.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const name = shortened(shown) || FALLBACK;
  return DEVICE.test(name) ? `_${name}` : name;
}

function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_CHARS) return name;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, MAX_CHARS - extension.length).join('') + extension;
}

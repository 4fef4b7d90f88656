import type { Shot } from './shots.js';

type Look = readonly [size: string, theme: string, options: unknown];

/** A page with all pictures on it: a row for each screen. */
export function contactSheet(shots: readonly Shot[], looks: readonly Look[]): string {
  const rows = shots.map(({ name, only }) => {
    const pictures = looks
      .filter(([size]) => only === undefined || only === size)
      .map(
        ([size, theme]) =>
          `<a href="${name}-${size}-${theme}.png"><img class="${size}" src="${name}-${size}-${theme}.png" alt="${name}, ${size}, ${theme}"></a>`,
      );
    return `<h2>${name}</h2><p>${pictures.join('\n')}</p>`;
  });
  return `<!doctype html>
<meta charset="utf-8">
<title>Every screen</title>
<style>
  body { font: 14px system-ui; background: #808080; margin: 24px; }
  p { display: flex; gap: 12px; overflow-x: auto; }
  .desk { width: 720px; } .phone { width: 180px; }
</style>
${rows.join('\n')}
`;
}

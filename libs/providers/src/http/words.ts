/** A picture in words, for models that have no setting for its style or for what to leave out. */
export function pictureWords({ prompt, style, negative_prompt }: Record<string, unknown>): string {
  const styled = textOf(style) && style !== 'auto' ? `\nStyle: ${textOf(style).replaceAll('_', ' ')}.` : '';
  const avoided = textOf(negative_prompt) ? `\nAvoid: ${textOf(negative_prompt)}.` : '';
  return `${textOf(prompt)}${styled}${avoided}`;
}

/** What moves and how, for video models, which are told both at once. */
export function motionWords({ prompt, motion_prompt }: Record<string, unknown>): string {
  return [...new Set([textOf(prompt), textOf(motion_prompt)])].filter(Boolean).join('\n') || 'Gentle natural motion';
}

/** The offered shape, such as `16:9`, closest to the one asked for. */
export function nearestShape(asked: unknown, offered: readonly string[]): string {
  const ratio = (shape: string) => {
    const [across = 16, down = 9] = shape.split(':').map(Number);
    return Math.log(across / down);
  };
  const wanted = ratio(textOf(asked) || '16:9');
  return [...offered].sort((a, b) => Math.abs(ratio(a) - wanted) - Math.abs(ratio(b) - wanted))[0]!;
}

export const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a stream of this kind; NO_COLOR, FORCE_COLOR and dumb terminals are respected. */
export const colorsFor = (isTerminal: boolean): Colors => pc.createColors(isTerminal && pc.isColorSupported);

/** A link that terminals show as the label (OSC 8); those that don't know it show the label alone. */
export const hyperlink = (label: string, target: string): string => `\u001b]8;;${target}\u0007${label}\u001b]8;;\u0007`;

import { MediaError } from './errors.js';

/** The programs this library can start, with what to tell a user who lacks them. */
const INSTALL = {
  ffmpeg: 'apt-get install ffmpeg, brew install ffmpeg, or https://ffmpeg.org/download.html',
  ffprobe: 'apt-get install ffmpeg, brew install ffmpeg, or https://ffmpeg.org/download.html',
  fluidsynth: 'apt-get install fluidsynth fluid-soundfont-gm, or brew install fluid-synth',
  'espeak-ng': 'apt-get install espeak-ng, or brew install espeak-ng',
} as const;

export type ToolName = keyof typeof INSTALL;

const paths = new Map<ToolName, string>();

/**
 * Says where programs are; what is not named is looked up on the PATH. Replaces what was said before.
 * @param tools program name to path, for example `{ ffmpeg: '/opt/ffmpeg/bin/ffmpeg' }`
 */
export function useTools(tools: Partial<Record<ToolName, string>>): void {
  paths.clear();
  for (const [name, path] of Object.entries(tools)) paths.set(name as ToolName, path);
}

/** The command to spawn for a program. */
export function toolCommand(name: ToolName): string {
  return paths.get(name) ?? name;
}

export function toolMissing(name: ToolName, cause?: unknown): MediaError {
  return new MediaError('tool_missing', `${toolCommand(name)} was not found. To install it: ${INSTALL[name]}.`, '', {
    cause,
  });
}

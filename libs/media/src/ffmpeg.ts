import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import ffmpeg from 'fluent-ffmpeg';
import { runTool, type RunOptions } from './process.js';
import type { ToolName } from './tools.js';

export interface FfmpegStream {
  /** A path through `fileSource`, `pipe:0`, or a lavfi graph. */
  source: string;
  options?: readonly string[];
}

/** One ffmpeg run as data. */
export interface FfmpegCommand {
  inputs: readonly FfmpegStream[];
  /** A filter graph with labelled pads. */
  graph?: string;
  /** A local path; removed again when the run fails. Absent: the output is thrown away (`-f null`). */
  output?: string;
  outputOptions?: readonly string[];
  /** `info` is for filters that report on standard error. */
  logLevel?: 'error' | 'info';
}

export interface FfmpegRunOptions {
  signal?: AbortSignal;
  stdin?: RunOptions['stdin'];
  /** Called with the seconds of output written so far. */
  onProgress?: (seconds: number) => void;
}

/** Output options that keep dates, versions and thread counts out of the bytes. */
export const BITEXACT = [
  '-fflags',
  '+bitexact',
  '-flags:v',
  '+bitexact',
  '-flags:a',
  '+bitexact',
  '-map_metadata',
  '-1',
];

/** A path ffmpeg takes literally, whatever characters it starts with or contains. */
export function fileSource(path: string): string {
  return `file:${resolve(path)}`;
}

/** The arguments of a run, in ffmpeg's order. */
export function ffmpegArguments(command: FfmpegCommand): string[] {
  const builder = ffmpeg();
  for (const { source, options = [] } of command.inputs) {
    builder.input(source);
    // Spread, as the builder splits options at blanks when they come as one array.
    if (options.length > 1) builder.inputOptions(...options);
  }
  if (command.graph) builder.complexFilter(command.graph);
  builder.output(command.output === undefined ? '-' : fileSource(command.output));
  const outputOptions = [...(command.outputOptions ?? []), ...(command.output === undefined ? ['-f', 'null'] : [])];
  if (outputOptions.length > 1) builder.outputOptions(...outputOptions);
  const common = ['-nostdin', '-hide_banner', '-loglevel', command.logLevel ?? 'error', '-nostats', '-y'];
  return [...common, '-progress', 'pipe:1', ...builder._getArguments()];
}

/**
 * Runs ffmpeg; a failed or cancelled run leaves no output file.
 * @returns what it wrote to standard error
 * @throws MediaError
 */
export async function runFfmpeg(command: FfmpegCommand, options: FfmpegRunOptions = {}): Promise<string> {
  const { onProgress, ...run } = options;
  try {
    const { stderr } = await runTool('ffmpeg', ffmpegArguments(command), {
      ...run,
      onStdout: progressReader(onProgress ?? (() => undefined)),
    });
    return stderr;
  } catch (error) {
    if (command.output !== undefined) await rm(command.output, { force: true });
    throw error;
  }
}

/** Reads the key=value lines of `-progress`. */
export function progressReader(onProgress: (seconds: number) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const micros = /^out_time_us=(\d+)/.exec(line)?.[1];
      if (micros) onProgress(Number(micros) / 1e6);
    }
  };
}

/**
 * Checks that a program is there and says which version.
 * @throws MediaError `tool_missing`, naming the program and how to install it
 */
export async function findTool(name: ToolName, signal?: AbortSignal): Promise<{ name: ToolName; version: string }> {
  const flag = name === 'ffmpeg' || name === 'ffprobe' ? '-version' : '--version';
  const { stdout } = await runTool(name, [flag], { ...(signal && { signal }) });
  return { name, version: /\d+\.\d+[\w.-]*/.exec(stdout)?.[0] ?? 'unknown' };
}

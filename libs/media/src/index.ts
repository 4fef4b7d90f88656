export { concatVideos, type Concat, type Transition } from './concat.js';
export * from './errors.js';
export { findTool } from './ffmpeg.js';
export { sniff, sniffFile, type FileKind } from './kinds.js';
export {
  encodeAudio,
  measureLoudness,
  normaliseLoudness,
  trimSilence,
  type Loudness,
  type LoudnessTarget,
} from './loudness.js';
export { mixAudio, muxAudioVideo, type AudioTrack, type Mix, type Mux } from './mux.js';
export { isFaststart, probe, type Probe } from './probe.js';
export { runTool, type RunOptions, type RunResult } from './process.js';
export { readSamples } from './samples.js';
export { thumbnail, type Thumbnail } from './thumbnail.js';
export { useTools, type ToolName } from './tools.js';
export { filterPath, transformVideo } from './transform.js';
export { encodeVideo, extractFrame, type EncodeVideo, type VideoQuality } from './video.js';

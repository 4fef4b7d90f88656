export * from './errors.js';
export { findTool } from './ffmpeg.js';
export { runTool, type RunOptions, type RunResult } from './process.js';
export { useTools, type ToolName } from './tools.js';
export { encodeVideo, extractFrame, type EncodeVideo, type VideoQuality } from './video.js';

export { type Brought } from './archive.js';
export { fetchFile } from './fetch.js';
export { inspect, type IntakeLimits } from './inspect.js';
export * from './intake.js';
export { plainName } from './names.js';
export * from './references.js';
export * from './refusal.js';
export * from './resumable.js';
export { turns } from './turns.js';

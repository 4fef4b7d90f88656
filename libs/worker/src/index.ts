export * from './execute.js';
export * from './publish.js';
export * from './worker-process.js';
export * from './scratch.js';
export { keepLibrary } from './library.js';

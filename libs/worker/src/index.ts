export * from './execute.js';
export * from './publish.js';
export * from './recipe.js';
export * from './worker-process.js';

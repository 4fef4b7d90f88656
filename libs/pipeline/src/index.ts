export * from './failures.js';
export * from './values.js';

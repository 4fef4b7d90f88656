export * from './folders.js';
export * from './ports.js';
export * from './redis.js';
export * from './toy-engine.js';
export * from './toy-steps.js';

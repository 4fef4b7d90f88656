export * from './folders.js';
export * from './ports.js';
export * from './redis.js';

export * from './children.js';
export * from './lifecycle.js';
export * from './programs.js';
export { askRedis } from './redis-client.js';
export * from './redis-server.js';

export * from './client.js';
export type { components, paths } from './generated/api.js';
export { bodies } from './generated/bodies.js';

export * from './client.js';
export type { components, paths } from './generated/api.js';
export * from './pipelines.dto.js';
export * from './service.dto.js';

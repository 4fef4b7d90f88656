export * from './pipelines.dto.js';
export * from './service.dto.js';

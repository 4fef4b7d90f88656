export * from './budgets.dto.js';
export * from './again.dto.js';
export * from './options.dto.js';
export * from './pipelines.dto.js';
export * from './queue.dto.js';
export * from './service.dto.js';
export * from './storage.dto.js';
export * from './ledger.dto.js';

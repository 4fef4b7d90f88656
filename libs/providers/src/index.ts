export * from './built-in.js';
export * from './port.js';
export * from './registry.js';

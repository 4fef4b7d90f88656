export * from './built-in.js';
export * from './comfyui/index.js';
export * from './installed.js';
export * from './known.js';
export * from './port.js';
export * from './recipe.js';
export * from './registry.js';

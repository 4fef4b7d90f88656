export * from './blueprints.js';
export * from './parametrise.js';

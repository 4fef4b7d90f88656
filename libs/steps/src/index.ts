export * from './catalogue.js';
export { ASPECTS, QUALITIES, STYLES } from './fields.js';
export * from './templates/index.js';

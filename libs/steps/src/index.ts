export * from './catalogue.js';
export { ASPECTS, QUALITIES, STYLES } from './fields.js';
export { bestOf, candidatesIn, choiceOutputs } from './select.js';
export { TARGETS, THEMES } from './prompt-enhance.js';
export * from './templates/index.js';
export * from './texts.js';

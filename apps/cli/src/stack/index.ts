export { StackError } from './errors.js';
export type { ServiceSpec } from './services.js';
export { gatewayHealth, type Health, readState } from './state.js';
export { attachOrStart, type Stack, type StackOptions, startStack } from './stack.js';

export { StackError, type StackErrorCode } from './errors.js';
export { type ServiceSpec, stackServices } from './services.js';
export { gatewayHealth, type Health, readState, type StackState } from './state.js';
export { attachOrStart, type Stack, type StackOptions, startStack } from './stack.js';

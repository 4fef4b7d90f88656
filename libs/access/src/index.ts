export * from './access-keys.js';
export * from './scopes.js';
export { parseKey, sameSecret } from './secret.js';

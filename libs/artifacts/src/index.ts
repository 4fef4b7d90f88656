export { DiskStore } from './disk-store.js';
export { isDigest } from './names.js';
export * from './store.js';

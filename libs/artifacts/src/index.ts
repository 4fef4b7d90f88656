export * from './describe.js';
export { DiskStore } from './disk-store.js';
export { isDigest } from './names.js';
export { sweepAbandoned } from './publish.js';
export * from './space.js';
export * from './store.js';
export * from './stored.js';
export * from './zip.js';
export * from './uploads.js';

export * from './thumbnails.js';

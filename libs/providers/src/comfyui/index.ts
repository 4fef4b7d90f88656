export { WorkflowLibrary } from './own/library.js';
export type { OwnEntry } from './own/folder.js';
export { ComfyProvider, type ComfySurvey } from './provider.js';

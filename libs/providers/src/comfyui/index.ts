export { ComfyProvider, type ComfySurvey } from './provider.js';

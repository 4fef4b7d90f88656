export { wholeObjectInfo } from './custom-nodes.js';
export { USUAL_MODELS } from './models.js';
export { recordedObjectInfo, withModels, type ModelFiles } from './object-info.js';
export { FakeComfy, startFakeComfy, type ViewFault } from './server.js';
export { validatePrompt } from './validate.js';

export { isHealthy, runChecks } from './checks.js';
export { type Machine, thisMachine } from './machine.js';
export { checksAsJson, renderChecks } from './render.js';

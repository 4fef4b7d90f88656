import type { Capability } from '../../port.js';
import type { Workflow } from '../manifest.js';
import type { OwnEntry } from './folder.js';
import { OWN_STEP, isMedia } from './manifest.js';
import { valueProblem } from './values.js';

/** Whether one of the servers can run a workflow. */
export interface Standing {
  version: string;
  obstacle?: Capability['unavailable'];
}

/** The workflows of the operator as models of the step type `comfyui`. */
export function ownOffers(
  entries: readonly OwnEntry[],
  standingOf: (workflow: Workflow) => Standing,
  workflows: readonly Workflow[],
): Capability[] {
  return entries.map((entry) => {
    const offer = { step: OWN_STEP, model: entry.name, resource: 'gpu' as const, microDollars: 0 };
    const isMeant = (config: Record<string, unknown>) =>
      config.workflow === entry.name ? undefined : `it runs the workflow "${entry.name}"`;
    if ('problem' in entry) {
      const unavailable = { code: 'invalid_input' as const, message: `the workflow "${entry.name}": ${entry.problem}` };
      return { ...offer, title: entry.name, version: '', check: isMeant, unavailable };
    }
    const { manifest, name } = entry;
    const { version, obstacle } = standingOf(workflows.find((workflow) => workflow.name === name)!);
    const inputs = Object.entries(manifest.inputs);
    return {
      ...{ ...offer, title: manifest.title, version, family: name, vramGb: manifest.vramGb },
      ports: inputs.flatMap(([port, input]) => (isMedia(input) ? [port] : [])),
      check: (config) => isMeant(config) ?? valueProblem(manifest, (config.values ?? {}) as Record<string, unknown>),
      ...(obstacle && { unavailable: obstacle }),
    };
  });
}

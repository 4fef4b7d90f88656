/** A workflow in the API format of ComfyUI: nodes by id; a link is `[node id, output slot]`. */
export type Graph = Record<string, { class_type: string; inputs: Record<string, unknown> }>;

/** `<node id>.<input>` in two; an input may have dots itself. */
export function splitPlace(place: string): [node: string, input: string] {
  const dot = place.indexOf('.');
  return [place.slice(0, dot), place.slice(dot + 1)];
}

/** The task was put aside, and comes back when what it waits for is there. Control flow, not a failure. */
export class SetAside extends Error {
  override readonly name = 'SetAside';
}

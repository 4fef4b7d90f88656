const PROBE_MICROSECONDS = 100_000;

/**
 * How much longer than alone this process takes for what it computes right now, because others use the machine: 1 when it
 * has a processor to itself. What is promised for a machine is held against it times this, so that a busy one tells
 * nothing wrong.
 */
export function slowness(): number {
  const begun = performance.now();
  const before = process.cpuUsage();
  let used = 0;
  while (used < PROBE_MICROSECONDS) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
  return Math.max(1, ((performance.now() - begun) * 1000) / used);
}

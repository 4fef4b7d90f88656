/** A measurement as Prometheus takes it: base units, a name that says which. */
export interface Gauge {
  name: string;
  help: string;
  samples: { labels: Record<string, string>; value: number | undefined }[];
}

/** The text format of Prometheus, version 0.0.4. What is not known is left out. Pure. */
export function exposition(gauges: readonly Gauge[]): string {
  const lines = gauges.flatMap(({ name, help, samples }) => {
    const known = samples.filter(({ value }) => value !== undefined);
    if (known.length === 0) return [];
    return [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...known.map(({ labels, value }) => `${name}{${labelsOf(labels)}} ${value}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

const labelsOf = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`)
    .join(',');

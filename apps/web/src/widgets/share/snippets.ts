import type { Schemas } from '@/api/client';

/** A request as it can be sent, read and kept elsewhere. */
export type ShareRequest = Omit<Schemas['CreatePipelineDto'], 'run'>;

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** Without what is undefined, in the order people read it. */
export function plain({ template, blueprint, preset, definition, inputs, seed, options }: ShareRequest): ShareRequest {
  const ordered = { template, blueprint, preset, definition, inputs, seed, options };
  return JSON.parse(JSON.stringify(ordered)) as ShareRequest;
}

export const asJson = (request: ShareRequest): string => json(plain(request));

/** One word of a shell, whatever is in it. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The line that ends a text in a shell, which is no line of the text. */
function endOf(text: string): string {
  let end = 'EOF';
  while (text.split('\n').includes(end)) end += '_';
  return end;
}

function file(name: string, text: string): string {
  const end = endOf(text);
  return `cat > ${quoted(name)} <<'${end}'\n${text}\n${end}`;
}

/** Sends it and starts it. With a key where the gateway wants one. */
export function asCurl(request: ShareRequest, origin: string, withKey = false): string {
  const body = json({ ...plain(request), run: true });
  const end = endOf(body);
  const key = withKey ? ` \\\n  -H "authorization: Bearer $REELWRIGHT_API_KEY"` : '';
  return `curl -s ${quoted(`${origin}/pipelines`)} -H 'content-type: application/json'${key} \\\n  --data-binary @- <<'${end}'\n${body}\n${end}`;
}

/** What of its options the command line has a flag for, as flags; the names of the others. */
function flagsOf({ options = {}, seed, preset }: ShareRequest): { flags: string[]; others: string[] } {
  const { lane, budgetUsd, mode, checkpoints, pilot, ...rest } = options;
  const reviews = mode === 'manual' ? ['all'] : mode === 'auto' ? [] : (checkpoints ?? []);
  const flags = [
    ...(preset === undefined ? [] : ['--preset', preset]),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...reviews.flatMap((step) => ['--review', step]),
    ...(pilot === undefined ? [] : ['--pilot', String(pilot.cells)]),
    ...(lane === undefined ? [] : ['--lane', lane]),
    ...(budgetUsd === undefined ? [] : ['--budget', String(budgetUsd)]),
  ];
  return { flags, others: Object.keys(rest).filter((name) => rest[name as keyof typeof rest] !== undefined) };
}

const fileName = (request: ShareRequest): string => {
  const { definition } = request;
  const name = typeof definition === 'object' && typeof definition.name === 'string' ? definition.name : '';
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 40) || 'pipeline'
  );
};

/** The same on the command line: files for what is long, then the command. */
export function asCommand(given: ShareRequest, origin: string): string {
  const request = plain(given);
  const { definition, inputs = {}, template, blueprint } = request;
  const name = template ?? blueprint ?? `${fileName(request)}.json`;
  const { flags, others } = flagsOf(request);
  const hasInputs = Object.keys(inputs).length > 0;
  const inputsFile = `${fileName(request)}-inputs.json`;
  const command = [
    ...['reelwright', 'run', name],
    ...(hasInputs ? ['--inputs', inputsFile] : []),
    ...flags,
    ...['--url', origin],
  ];
  return [
    ...(definition === undefined ? [] : [file(name, typeof definition === 'string' ? definition : json(definition))]),
    ...(hasInputs ? [file(inputsFile, json(inputs))] : []),
    ...(others.length > 0 ? [`# The command line has no flag for ${others.join(', ')}; curl sends all of it.`] : []),
    command.map(quoted).join(' '),
  ].join('\n');
}

/** The same in TypeScript, with the types of the OpenAPI document. */
export function asTypeScript(request: ShareRequest, origin: string, withKey = false): string {
  const key = withKey ? ', headers: { authorization: `Bearer ${process.env.REELWRIGHT_API_KEY}` }' : '';
  return `// npm install openapi-fetch
// npx openapi-typescript ${origin}/openapi.json -o reelwright.ts
import createClient from 'openapi-fetch';
import type { paths } from './reelwright';

const client = createClient<paths>({ baseUrl: ${JSON.stringify(origin)}${key} });
const { data, error } = await client.POST('/pipelines', {
  body: ${json({ ...plain(request), run: true }).replaceAll('\n', '\n  ')},
});
if (!data) throw new Error(JSON.stringify(error));
console.log(\`${origin}/studio/?run=\${data.id}\`);
`;
}

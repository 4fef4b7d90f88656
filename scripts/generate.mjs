// Writes every generated file: the example configuration, the OpenAPI document and the client's types; needs a build.
// With --check nothing is written, and a file that is not up to date fails.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { describeApi } from '../dist/apps/gateway/src/openapi-file.js';
import { exampleConfig } from '../dist/libs/config/src/index.js';

const check = process.argv.includes('--check');
const document = await describeApi();
/** Bodies that forms of the studio fill in: checked there by the same rules before they are sent. */
const FORMS = [
  'CreateKeyDto',
  'UpdateKeyDto',
  'CreateWebhookDto',
  'UpdateWebhookDto',
  'SetBudgetsDto',
  'SettleRequestDto',
];
const files = {
  'reelwright.config.example.yaml': exampleConfig(),
  'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'libs/contracts/src/generated/bodies.ts': bodies(),
  'libs/contracts/src/generated/api.ts': `// Generated from docs/openapi.json; change the controllers instead.\n${astToString(await openapiTS(document, { defaultNonNullable: false }))}`,
};

const stale = Object.entries(files).filter(([path, text]) => {
  const url = new URL(`../${path}`, import.meta.url);
  if (!check) writeFileSync(url, text);
  return check && read(url) !== text;
});
for (const [path] of stale) console.error(`${path} is not up to date: run npm run generate`);
process.exit(stale.length > 0 ? 1 : 0);

function bodies() {
  const chosen = Object.fromEntries(FORMS.map((name) => [name, whole(document.components.schemas[name])]));
  return `// Generated from docs/openapi.json: JSON Schemas of bodies, without references.\nexport const bodies = ${JSON.stringify(chosen, null, 2)} as const;\n`;
}

/** A schema with what it refers to in its place, and without what only people read. */
function whole(schema) {
  if (Array.isArray(schema)) return schema.map(whole);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (schema.$ref) return whole(document.components.schemas[schema.$ref.split('/').at(-1)]);
  const { allOf, properties, ...rest } = schema;
  delete rest.description;
  delete rest.default;
  const only = allOf?.length === 1 ? whole(allOf[0]) : {};
  const of = (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, whole(value)]));
  return { ...only, ...of(rest), ...(properties && { properties: of(properties) }) };
}

function read(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return undefined;
  }
}

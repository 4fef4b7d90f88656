// Writes every generated file: the example configuration, the OpenAPI document and the client's types; needs a build.
// With --check nothing is written, and a file that is not up to date fails.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { describeApi } from '../dist/apps/gateway/src/openapi-file.js';
import { exampleConfig } from '../dist/libs/config/src/index.js';

const check = process.argv.includes('--check');
const document = await describeApi();
const files = {
  'reelwright.config.example.yaml': exampleConfig(),
  'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'libs/contracts/src/generated/api.ts': `// Generated from docs/openapi.json; change the controllers instead.\n${astToString(await openapiTS(document, { defaultNonNullable: false }))}`,
};

const stale = Object.entries(files).filter(([path, text]) => {
  const url = new URL(`../${path}`, import.meta.url);
  if (!check) writeFileSync(url, text);
  return check && read(url) !== text;
});
for (const [path] of stale) console.error(`${path} is not up to date: run npm run generate`);
process.exit(stale.length > 0 ? 1 : 0);

function read(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return undefined;
  }
}

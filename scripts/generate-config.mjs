// Writes reelwright.config.example.yaml from the table of options; needs a build.
import { writeFileSync } from 'node:fs';
import { exampleConfig } from '../dist/libs/config/src/index.js';

writeFileSync(new URL('../reelwright.config.example.yaml', import.meta.url), exampleConfig());

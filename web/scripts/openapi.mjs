// Holds the description of the API to the rules that Redocly recommends. A warning is an error.
import { fileURLToPath } from 'node:url';

import core from '@redocly/openapi-core';

const { createConfig, getLineColLocation, lint } = core;
const description = fileURLToPath(new URL('../../docs/openapi.yaml', import.meta.url));
const problems = await lint({ ref: description, config: await createConfig({ extends: ['recommended'] }) });

for (const { ruleId, message, location } of problems) {
  const { start } = getLineColLocation(location[0]);
  console.log(`error: docs/openapi.yaml:${start.line}:${start.col}: ${message} (${ruleId})`);
}
process.exit(problems.length ? 1 : 0);

// Makes the types of the API's calls from its description, when they are older than that.
import { statSync, writeFileSync } from 'node:fs';

import openapiTS, { astToString } from 'openapi-typescript';

const description = new URL('../../docs/openapi.yaml', import.meta.url);
const types = new URL('../src/lib/schema.d.ts', import.meta.url);
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (changed(types) <= changed(description)) writeFileSync(types, astToString(await openapiTS(description)));

// Serves vendors' API descriptions with Prism, each on a port of its own, all in one process: a request that its description does not
// allow is answered by a problem, never by an example. Usage: node mocks.js MODULES NAME=FILE…
// Prints `NAME PORT` for each, then `listening on 127.0.0.1:0`.
"use strict";

const path = require("path");

const modules = path.resolve(process.argv[2]);
const load = (name) => require(path.join(modules, name));
const { createLogger } = load("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = load("@stoplight/prism-http");
const { createServer } = load("@stoplight/prism-http-server");

async function serve(file) {
  const operations = await getHttpOperationsFromSpec(file);
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      validateRequest: true,
      validateResponse: true,
      checkSecurity: true,
      errors: true,
      upstreamProxy: undefined,
      mock: { dynamic: false, ignoreExamples: false },
    },
    components: { logger: createLogger("mocks", { level: "silent" }) },
  });
  const address = await server.listen(0, "127.0.0.1");
  return new URL(address).port;
}

async function main() {
  for (const entry of process.argv.slice(3)) {
    const [name, file] = entry.split("=");
    console.log(`${name} ${await serve(file)}`);
  }
  console.log("listening on 127.0.0.1:0");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

// A store of npm's `s3rver` on loopback. It takes any signature of version 4, so each one is computed again here by npm's `aws4`, and a
// request whose own differs is refused as Amazon refuses it. Usage: node s3.js MODULES FOLDER
// Prints `listening on 127.0.0.1:PORT`. It has the bucket `reports`, and one key.
"use strict";

const http = require("http");
const path = require("path");

const modules = path.resolve(process.argv[2]);
const S3rver = require(path.join(modules, "s3rver"));
const aws4 = require(path.join(modules, "aws4"));

const KEY = { accessKeyId: "S3RVER", secretAccessKey: "a-secret-of-the-tests" };

function isSigned({ method, url, headers }) {
  const given = headers.authorization || "";
  const [, names] = given.match(/SignedHeaders=([^,]+)/) || [null, ""];
  const signed = Object.fromEntries(names.split(";").map((name) => [name, headers[name]]));
  return given === aws4.sign({ service: "s3", region: "us-east-1", method, path: url, headers: signed }, KEY).headers.Authorization;
}

const store = new S3rver({ silent: true, vhostBuckets: false, directory: path.resolve(process.argv[3]), configureBuckets: [{ name: "reports" }] });
store.configureBuckets().then(() => {
  const take = store.callback();
  const server = http.createServer((request, response) => {
    if (isSigned(request)) return take(request, response);
    response.writeHead(403, { "Content-Type": "application/xml" });
    response.end("<Error><Code>SignatureDoesNotMatch</Code><Message>The signatures differ.</Message></Error>");
  });
  server.listen(0, "127.0.0.1", () => console.log(`listening on 127.0.0.1:${server.address().port}`));
});

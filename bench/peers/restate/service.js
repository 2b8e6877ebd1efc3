// The diamond as a Restate service: every action is a durable step, B and C run side by side.
import * as restate from "@restatedev/restate-sdk";
import http from "node:http";
import http2 from "node:http2";

const sink = new URL(process.env.SINK_URL);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// Resolves with the sink's JSON; anything but a 2xx is an error, and Restate tries again.
function post(step, n) {
  const body = JSON.stringify({ n, step });
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: sink.hostname, port: sink.port, path: `/${step}`, method: "POST", agent, headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part) => (text += part));
        response.on("error", reject);
        response.on("end", () =>
          response.statusCode < 300 ? resolve(JSON.parse(text)) : reject(new Error(`sink: ${response.statusCode}`)));
      });
    request.on("error", reject);
    request.end(body);
  });
}

const diamond = restate.service({
  name: "diamond",
  handlers: {
    start: async (ctx, deal) => {
      if (deal.type !== "bench.deal" || deal.amount < 10000 || deal.stage !== "Closed Won") return;
      const step = (name) => ctx.run(name, () => post(name, deal.n));
      await step("a");
      await restate.RestatePromise.all([step("b"), step("c")]);
      await step("d");
    },
  },
});

// HTTP/2, as restate.serve() would, but on loopback only.
const server = http2.createServer(restate.createEndpointHandler({ services: [diamond] }));
server.listen(Number(process.env.PORT), "127.0.0.1");

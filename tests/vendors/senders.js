// Sends webhooks to a server as the vendors' own clients make them, and tells what came of each. Usage: node senders.js MODULES SPEC
// SPEC is JSON: {"url": of the server, "public": the address that HubSpot signs, "keys": {CONNECTION: its secret}}.
//
// Each delivery is sent as the client signed it, and then altered: a byte of its body, another key, another time, no proof. The client
// also says whether it would take the delivery itself, so that a test which expects the wrong thing is found out. A line of JSON is
// printed for each: {client, connection, what, id, expected, valid, library, status, body, answer}. `valid` is what the delivery was
// made to be, `expected` the statuses that fit it, `library` what the client says of it (null: it cannot say), `status` and `body` what
// the server answered (status null: the client does not tell), `answer` what the client's own server answers (Bolt alone).
"use strict";

const crypto = require("crypto");
const path = require("path");

const modules = path.resolve(process.argv[2]);
const spec = JSON.parse(process.argv[3]);
const load = (name) => require(require.resolve(name, { paths: [modules] }));
const OLD_SECONDS = 3600;
const TAKEN = [200, 202];
const NO_PROOF = [401, 403];
const NO_EVENT = [400];
const now = () => Math.floor(Date.now() / 1000);

async function post(url, body, headers) {
  const answer = await fetch(url, { method: "POST", body, headers });
  return { status: answer.status, body: await answer.text() };
}

function tell(line) {
  console.log(JSON.stringify({ library: null, answer: null, expected: line.valid ? TAKEN : NO_PROOF, ...line }));
}

/** Whether `check` neither throws nor says false. */
async function takes(check) {
  try {
    return (await check()) !== false;
  } catch {
    return false;
  }
}

/**
 * The deliveries that each client makes: a good one, the same again, and altered ones.
 * `sign(id, body, key, seconds)` gives the headers, `body(id)` the body, `check(headers, body)` the client's verdict.
 */
async function deliveries({ client, connection, body, sign, check, old = true, type = "application/json" }) {
  const send = async (what, valid, id, text, headers) => {
    const all = { "Content-Type": type, ...headers };
    const library = check ? await takes(() => check(all, text)) : null;
    tell({ client, connection, what, id, valid, library, ...(await post(`${spec.url}/hooks/${connection}`, text, all)) });
  };
  const key = spec.keys[connection];
  const id = (name) => `${connection}-${name}`;
  const signed = (name, secret = key, seconds = now()) => sign(id(name), body(id(name)), secret, seconds);

  const good = await signed("good");
  await send("as it was signed", true, id("good"), body(id("good")), good);
  await send("the same again", true, id("good"), body(id("good")), good);
  const wide = body(id("wide"), "Zoë, 12 000 €, 東京");
  await send("text beyond ASCII", true, id("wide"), wide, await sign(id("wide"), wide, key, now()));
  await send("a byte of the body changed", false, id("bytes"), body(id("bytes")).replace("Ada", "Eva"), await signed("bytes"));
  await send("the body written anew", false, id("anew"), body(id("anew")) + " ", await signed("anew"));
  await send("another key", false, id("key"), body(id("key")), await signed("key", key.replace(/.{4}$/, "0000")));
  if (old) await send("an hour old", false, id("old"), body(id("old")), await signed("old", key, now() - OLD_SECONDS));
  await send("no proof", false, id("none"), body(id("none")), {});
}

async function standardWebhooks() {
  const { Webhook } = load("standardwebhooks");
  const connection = "senders_standard";
  const hook = new Webhook(spec.keys[connection]);
  await deliveries({
    client: "standardwebhooks",
    connection,
    body: (id, name = "Ada") => JSON.stringify({ type: "contact.created", timestamp: "2026-05-04T10:11:09Z", data: { id, name } }),
    sign: (id, body, key, seconds) => ({
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": new Webhook(key).sign(id, new Date(seconds * 1000), body),
    }),
    check: (headers, body) => hook.verify(body, headers) !== undefined,
  });
}

async function octokit() {
  const { sign, verify } = await import(path.join(modules, "@octokit", "webhooks-methods", "dist-node", "index.js"));
  const connection = "senders_github";
  await deliveries({
    client: "@octokit/webhooks-methods",
    connection,
    body: (id, name = "Ada") =>
      JSON.stringify({
        action: "opened",
        issue: { number: 7, title: name, html_url: `https://example.com/${id}` },
        repository: { full_name: "a/b" },
        sender: { login: "ada" },
      }),
    sign: async (id, body, key) => ({ "X-GitHub-Event": "issues", "X-GitHub-Delivery": id, "X-Hub-Signature-256": await sign(key, body) }),
    check: (headers, body) => verify(spec.keys[connection], body, headers["X-Hub-Signature-256"]),
    old: false, // GitHub signs no time
  });
}

async function stripe() {
  const Stripe = load("stripe");
  const connection = "senders_stripe";
  const { webhooks } = new Stripe("sk_test_of_nobody");
  await deliveries({
    client: "stripe",
    connection,
    body: (id, name = "Ada") => JSON.stringify({ id, object: "event", type: "customer.created", data: { object: { name } } }),
    sign: (_, payload, secret, timestamp) => ({ "Stripe-Signature": webhooks.generateTestHeaderString({ payload, secret, timestamp }) }),
    check: (headers, body) => webhooks.constructEvent(body, headers["Stripe-Signature"], spec.keys[connection]) && true,
  });
}

async function hubspot(version) {
  const { Signature } = load("@hubspot/api-client");
  const connection = `senders_hubspot_${version}`;
  const url = `${spec.public}/hooks/${connection}`;
  const plain = version !== "v3"; // versions 1 and 2 sign no time
  const proof = plain ? "X-HubSpot-Signature" : "X-HubSpot-Signature-v3";
  const options = (requestBody, clientSecret, timestamp) => ({ requestBody, clientSecret, url, timestamp });
  const ids = new Map(); // of each name a number, as HubSpot has them
  const number = (id) => ids.get(id) ?? ids.set(id, 101 + ids.size).get(id);
  const change = (id, name) => ({
    ...{ eventId: number(id), subscriptionId: 1, portalId: 33, appId: 9, occurredAt: 1777889469701, objectId: 12 },
    ...{ subscriptionType: "contact.propertyChange", propertyName: id, propertyValue: name },
  });
  await deliveries({
    client: `@hubspot/api-client, ${version}`,
    connection,
    body: (id, name = "Ada") => JSON.stringify([change(id, name)]),
    sign: (_, body, key, seconds) => ({
      "X-HubSpot-Signature-Version": version,
      "X-HubSpot-Request-Timestamp": String(seconds * 1000),
      [proof]: Signature.getSignature("POST", version, options(body, key, seconds * 1000)),
    }),
    check: (headers, body) => {
      const time = headers["X-HubSpot-Request-Timestamp"] && Number(headers["X-HubSpot-Request-Timestamp"]);
      return Signature.isValid({ signatureVersion: version, signature: headers[proof], ...options(body, spec.keys[connection], time) });
    },
    old: !plain,
  });
}

async function cloudevents() {
  const { CloudEvent, HTTP, Mode, emitterFor, httpTransport } = load("cloudevents");
  const connection = "senders_cloudevents";
  const client = "cloudevents";
  const url = `${spec.url}/hooks/${connection}`;
  const bearer = (token) => ({ Authorization: `Bearer ${token}` });
  const order = { source: "/shops/berlin", type: "com.example.ordered", subject: "o-1", data: { name: "Ada", total: "12 000 €" } };
  const event = (id, more = {}) => new CloudEvent({ id, time: "2026-05-04T10:11:12.345Z", ...order, ...more });
  const send = async (what, id, expected, message, token = spec.keys[connection]) => {
    const headers = { ...message.headers, ...bearer(token) };
    // Who may send is no matter of the format, so the client says nothing about a token.
    const library = expected === NO_PROOF ? null : await takes(() => HTTP.toEvent(message).validate());
    const came = await post(url, message.body, headers);
    tell({ client, connection, what, id, expected, valid: expected === TAKEN, library, ...came });
  };
  // By the client's own transport, which sends in chunks and does not tell the status of the answer.
  for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
    const id = `own-${mode}`;
    const answer = await emitterFor(httpTransport(url), { mode })(event(id), { headers: bearer(spec.keys[connection]) });
    tell({ client, connection, what: `${mode}, by its own transport`, id, valid: true, library: true, status: null, body: answer.body });
  }
  await send("binary", "in-headers", TAKEN, HTTP.binary(event("in-headers")));
  await send("binary again", "in-headers", TAKEN, HTTP.binary(event("in-headers")));
  await send("structured", "in-body", TAKEN, HTTP.structured(event("in-body")));
  await send("an extension", "extension", TAKEN, HTTP.binary(event("extension", { region: "emea" })));
  const text = event("text", { datacontenttype: "text/plain", data: "hello" });
  await send("text as its data", "text", TAKEN, HTTP.binary(text));
  await send("another token", "token", NO_PROOF, HTTP.binary(event("token")), "not-it");
  const untyped = HTTP.binary(event("untyped"));
  delete untyped.headers["ce-type"];
  await send("binary without a type", "untyped", NO_EVENT, untyped);
  const cut = HTTP.structured(event("cut"));
  await send("structured, cut short", "cut", NO_EVENT, { ...cut, body: cut.body.slice(0, -9) });
}

/** Bolt is no sender: what Slack would send goes to an app of Bolt's too, and both must take the same and answer it the same. */
async function bolt() {
  const { App, HTTPReceiver, LogLevel } = load("@slack/bolt");
  const connection = "senders_slack";
  const client = "@slack/bolt";
  const secret = spec.keys[connection];
  const silent = () => {};
  const levels = { debug: silent, info: silent, warn: silent, error: silent };
  const logger = { ...levels, setLevel: silent, setName: silent, getLevel: () => LogLevel.ERROR };
  const receiver = new HTTPReceiver({ signingSecret: secret, endpoints: ["/"], logger });
  const app = new App({ receiver, logger, authorize: async () => ({ botToken: "xoxb-of-nobody", botId: "B1", botUserId: "U1" }) });
  app.event("app_mention", async () => {});
  app.command("/baton", async ({ ack }) => ack());
  app.action("go", async ({ ack }) => ack());
  app.view("budget", async ({ ack }) => ack());
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const sign = (body, key, seconds) => ({
    "X-Slack-Request-Timestamp": String(seconds),
    "X-Slack-Signature": `v0=${crypto.createHmac("sha256", key).update(`v0:${seconds}:${body}`).digest("hex")}`,
  });
  const form = (fields) => new URLSearchParams(fields).toString();
  const payload = (value) => form({ payload: JSON.stringify({ token: "t", api_app_id: "A1", user, team, ...value }) });
  const team = { id: "T1", domain: "example" };
  const user = { id: "U2", username: "ada", team_id: "T1" };
  const mention = (id) =>
    JSON.stringify({
      ...{ token: "t", team_id: "T1", api_app_id: "A1", type: "event_callback", event_id: id, event_time: now() },
      event: { type: "app_mention", user: "U2", text: "Ada asks", ts: "1.2", channel: "C1", event_ts: "1.2" },
    });
  const command = (id) =>
    form({
      ...{ token: "t", team_id: "T1", channel_id: "C1", user_id: "U2", user_name: "ada", api_app_id: "A1" },
      ...{ command: "/baton", text: "status of Ada + 1", trigger_id: id, response_url: "https://example.com/" },
    });
  const button = (id) =>
    payload({
      ...{ type: "block_actions", trigger_id: id, container: { type: "message" }, channel: { id: "C1", name: "m" } },
      actions: [{ type: "button", block_id: "b", action_id: "go", value: "Ada", action_ts: "1.2" }],
    });
  const modal = (id) => {
    const view = { id: "V1", type: "modal", callback_id: "budget", hash: "1.a", state: { values: {} }, private_metadata: "Ada" };
    return payload({ type: "view_submission", trigger_id: id, view });
  };
  const json = "application/json";
  const encoded = "application/x-www-form-urlencoded";
  const challenge = JSON.stringify({ token: "t", challenge: "3eZbrw1aBm2rZgRNFdxV", type: "url_verification" });
  const bodies = {
    "the challenge": [null, json, challenge],
    "an event": ["slack-event", json, mention("slack-event")],
    "a command": ["slack-command", encoded, command("slack-command")],
    "a button": ["slack-button", encoded, button("slack-button")],
    "a form": ["slack-form", encoded, modal("slack-form")],
  };
  const send = async (what, valid, id, type, body, proof) => {
    const headers = { "Content-Type": type, ...proof };
    const theirs = await post(`http://127.0.0.1:${server.address().port}/`, body, headers);
    const ours = await post(`${spec.url}/hooks/${connection}`, body, headers);
    tell({ client, connection, what, id, valid, library: theirs.status < 300, answer: theirs, ...ours });
  };
  for (const [what, [id, type, body]] of Object.entries(bodies)) {
    await send(what, true, id, type, body, sign(body, secret, now()));
    await send(`${what}, a byte changed`, false, id && `${id}-bytes`, type, body.replace(/Ada|3eZ/, "Eva"), sign(body, secret, now()));
  }
  await send("another key", false, "slack-key", json, mention("slack-key"), sign(mention("slack-key"), "another", now()));
  await send("an hour old", false, "slack-old", json, mention("slack-old"), sign(mention("slack-old"), secret, now() - OLD_SECONDS));
  await send("no proof", false, "slack-none", json, mention("slack-none"), {});
  await app.stop();
}

async function main() {
  await standardWebhooks();
  await octokit();
  await stripe();
  for (const version of ["v3", "v2", "v1"]) await hubspot(version);
  await cloudevents();
  await bolt();
  process.exit(0); // clients may keep timers
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

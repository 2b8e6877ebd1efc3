// A Node-RED without its editor, on loopback, that phones nobody and logs only what goes wrong.
module.exports = {
  flowFile: "flows.json",
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.PORT),
  httpAdminRoot: false,
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: "warn", metrics: false, audit: false } },
};

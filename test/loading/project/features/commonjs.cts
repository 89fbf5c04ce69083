const { App } = require("modal-emulator") as typeof import("modal-emulator");
const { basename } = require("node:path") as typeof import("node:path");

const app = new App("commonjs");
const probe = app.function(async function probe(): Promise<string> {
  return basename(__filename);
});

module.exports = { app, probe, expected: "commonjs.cts" };

import { spawn } from "node:child_process";
import { App, concurrent, enter, webServer } from "modal-emulator";

export const app = new App("child-servers");

const SERVER = `
const http = require("http");
const server = http.createServer((request, response) => {
  if (request.url === "/end") { server.close(() => process.exit()); return void response.end("ended"); }
  if (request.url === "/hang") return;
  if (request.url === "/pid") return void response.end(String(process.pid));
  if (request.url === "/steps") {
    response.write("one ");
    setTimeout(() => response.end("two"), 200);
    return;
  }
  let length = 0;
  request.on("data", (data) => length += data.length);
  request.on("end", () => setTimeout(() => response.end(request.method + " " + request.url + " " + length + " " + process.env.NAME), 50));
}).listen(8000, "0.0.0.0", function () { console.log("listening on " + this.address().port); });
`;

/** Real time, which a busy machine takes to start a program. */
const PATIENTLY = { startupTimeoutMs: 60_000 };

/** A port of the machine, another one for each checkout. */
const PORT = 20_000 + (Buffer.from(import.meta.url).reduce((sum, byte) => (sum * 31 + byte) % 10_007, 7) % 10_000);

/** As a program of another kind would do. */
const OTHER = `require("http").createServer((_, response) => response.end("other")).listen(${PORT}, "127.0.0.1")`;

/** A program of Node, which says that it listens on all addresses. */
export const node = app.function(
  { env: { NAME: "own" } },
  concurrent(
    { maxInputs: 5 },
    webServer(8000, PATIENTLY, function node() {
      const child = spawn(process.execPath, ["-e", SERVER], { env: { ...process.env, NAME: "own" } });
      child.stdout.on("data", (text: Buffer) => process.stdout.write(text));
    }),
  ),
);
export const Model = app.cls(
  {},
  class Model {
    start = enter(() => {
      spawn(process.execPath, ["-e", SERVER], { env: { ...process.env, NAME: "entered" } });
    });
    page = webServer(8000, PATIENTLY, () => {});
  },
);
/** A program of another kind binds what it likes. */
export const other = app.function(
  { timeoutMs: 600_000 },
  webServer(PORT, PATIENTLY, function other() {
    spawn("env", ["-u", "NODE_OPTIONS", process.execPath, "-e", OTHER]);
  }),
);
export const another = app.function(
  { timeoutMs: 600_000 },
  webServer(PORT, PATIENTLY, function another() {
    spawn("env", ["-u", "NODE_OPTIONS", process.execPath, "-e", OTHER]);
  }),
);
export const ends = app.function(
  {},
  webServer(8000, { startupTimeoutMs: 5000 }, function ends() {
    spawn(process.execPath, ["-e", "process.exit(1)"]);
  }),
);

import { expect, test } from "vitest";
import { inPlace, outcome } from "./with-sandbox.js";
import { LONG, printed } from "./run-python.js";

const SCRIPT = `
echo hello > f.txt
python3 -m http.server 8000 2> log.txt &
sleep 1
curl -s localhost:8000/f.txt
curl -s -o /dev/null -w '%{http_code}\\n' localhost:8000/none
python3 -c 'import urllib.request as u; print(u.urlopen("http://localhost:8000/f.txt").read())'
kill %1
cat log.txt
`;

test("http.server answers within the sandbox", () =>
  inPlace(async ({ make }) => {
    const { stdout, code } = await outcome(await make(LONG), "sh", "-c", SCRIPT);
    expect(stdout.split("\n")).toEqual([
      "hello",
      "404",
      "b'hello\\n'",
      '127.0.0.1 - - [01/Jan/2026 00:00:01] "GET /f.txt HTTP/1.1" 200 -',
      "127.0.0.1 - - [01/Jan/2026 00:00:01] code 404, message File not found",
      '127.0.0.1 - - [01/Jan/2026 00:00:01] "GET /none HTTP/1.1" 404 -',
      '127.0.0.1 - - [01/Jan/2026 00:00:01] "GET /f.txt HTTP/1.1" 200 -',
      "",
    ]);
    expect(code).toBe(0);
  }));

const SERVER = `
import http.server, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path == "/slow": time.sleep(60)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.end_headers()
        self.wfile.write(self.path.encode() + b" " + body.upper())
http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
`;

test.for([0, 1, 2])("a tunnel leads to a server of it: %i threads", (threads) =>
  inPlace(
    async ({ make, world }) => {
      const sandbox = await make("python3", "-c", SERVER, { ...LONG, encryptedPorts: [8080] });
      const { url } = (await sandbox.tunnels())[8080] ?? { url: "" };
      await world.clock.advance(1_000);
      for (const body of ["one", "two"]) {
        const response = await world.fetch(`${url}/path`, { method: "POST", body });
        expect([response.status, await response.text()]).toEqual([201, `/path ${body.toUpperCase()}`]);
      }
    },
    { threads },
  ),
);

const SOCKETS = String.raw`
import asyncio, socket
def refused(host, port):
    try: socket.create_connection((host, port))
    except OSError as error: print(type(error).__name__, error.strerror)
refused("localhost", 81); refused("example.com", 80); refused("1.2.3.4", 80)
listening = socket.socket(); listening.bind(("127.0.0.1", 0)); listening.listen(); listening.settimeout(3)
try: listening.accept()
except TimeoutError as error: print(error)
other = socket.socket()
try: other.bind(listening.getsockname())
except OSError as error: print(error.strerror)

async def answer(reader, writer):
    writer.write(b"echo " + await reader.readline())
    await asyncio.sleep(2)
    writer.close()

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 9000)
    began = asyncio.get_running_loop().time()
    async def ask(text):
        reader, writer = await asyncio.open_connection("127.0.0.1", 9000)
        writer.write(text + b"\n")
        return await reader.read()
    print(await asyncio.gather(ask(b"one"), ask(b"two")), asyncio.get_running_loop().time() - began)
    child = await asyncio.create_subprocess_exec("sh", "-c", "sleep 5; echo from a child; exit 3", stdout=-1)
    print(await child.communicate(), child.returncode, asyncio.get_running_loop().time() - began)
    server.close()

asyncio.run(main())
`;

test("sockets and asyncio work within the sandbox", () =>
  inPlace(async ({ make }) => {
    expect((await printed(await make(LONG), SOCKETS)).split("\n")).toEqual([
      "ConnectionRefusedError Connection refused",
      "gaierror Name does not resolve",
      "OSError Network is unreachable",
      "timed out",
      "Address already in use",
      "[b'echo one\\n', b'echo two\\n'] 2.0",
      "(b'from a child\\n', None) 3 7.0",
      "",
    ]);
  }));

const WEB = String.raw`
import json, sys, urllib.error, urllib.request
def ask(*args, **options):
    try:
        with urllib.request.urlopen(*args, **options) as answer:
            print(answer.status, answer.headers["X-Kind"], answer.url, answer.read()[:40])
    except urllib.error.HTTPError as error: print(error.code, error.reason, error.read())
    except urllib.error.URLError as error: print(type(error.reason).__name__)
ask("https://api.example/json")
ask(urllib.request.Request("https://api.example/echo", data=json.dumps({"a": 1}).encode(), headers={"X-Own": "yes"}))
ask("https://api.example/moved")
ask("https://api.example/none")
ask("https://api.example/large")
ask(sys.argv[1] + "/fast", data=b"one")
ask(sys.argv[1] + "/slow", data=b"two", timeout=5)
`;

test("urllib.request asks others by the sandbox's fetch", () =>
  inPlace(async ({ make, world }) => {
    world.onFetch("https://api.example/*", async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/json") return Response.json({ ok: true }, { headers: { "x-kind": "first" } });
      if (pathname === "/echo") return new Response(`${request.headers.get("x-own")} ${await request.text()}`);
      if (pathname === "/moved") return new Response(null, { status: 302, headers: { location: "/json" } });
      if (pathname === "/large") return new Response("x".repeat(3_000_000));
      return new Response("nothing", { status: 404, statusText: "Not Found" });
    });
    const server = await make("python3", "-c", SERVER, { ...LONG, encryptedPorts: [8080] });
    const { url = "" } = (await server.tunnels())[8080] ?? {};
    await world.clock.advance(1_000);
    expect((await printed(await make(LONG), WEB, url)).split("\n")).toEqual([
      `200 first https://api.example/json b'{"ok":true}'`,
      `200 None https://api.example/echo b'yes {"a": 1}'`,
      `200 first https://api.example/json b'{"ok":true}'`,
      "404 Not Found b'nothing'",
      `200 None https://api.example/large b'${"x".repeat(40)}'`,
      `201 None ${url}/fast b'/fast ONE'`,
      "TimeoutError",
      "",
    ]);
  }));

import { describe, expect, test } from "vitest";
import { FakeMachine } from "../support/fake-machine.js";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const networked = (): { fake: FakeMachine; asked: Asked[] } => {
  const asked: Asked[] = [];
  const fake = new FakeMachine({
    files: { "/root/body.txt": "line\nline\n" },
    fetch: async (request) => {
      const { method, url, headers } = request;
      asked.push({ method, url, headers: Object.fromEntries(headers), body: await request.text() });
      const { pathname } = new URL(url);
      if (pathname === "/moved") return new Response(null, { status: 302, headers: { location: "/there" } });
      if (pathname === "/refused") throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
      if (pathname === "/hangs") return new Promise<Response>(() => {});
      if (pathname === "/missing") return new Response("no such page\n", { status: 404, statusText: "Not Found" });
      return new Response("hello\n", { headers: { "content-type": "text/plain" } });
    },
  });
  return { fake, asked };
};

describe("curl and wget", () => {
  test.each<[string[], string, number, string?]>([
    [["curl", "http://x/"], "hello\n", 0],
    [["curl", "-s", "x"], "hello\n", 0],
    [["curl", "-i", "http://x/"], "HTTP/1.1 200\r\ncontent-type: text/plain\r\n\r\nhello\n", 0],
    [["curl", "-I", "http://x/"], "HTTP/1.1 200\r\ncontent-type: text/plain\r\n\r\n", 0],
    [["curl", "-sL", "http://x/moved"], "hello\n", 0],
    [["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://x/missing"], "404", 0],
    [["curl", "-s", "http://x/missing"], "no such page\n", 0],
    [["curl", "-f", "http://x/missing"], "", 22, "curl: (22) The requested URL returned error: 404\n"],
    [["curl", "-s", "http://x/refused"], "", 7],
    [["curl", "-sS", "http://x/refused"], "", 7, "curl: (7) connect ECONNREFUSED\n"],
    [["curl", "-m", "2", "http://x/hangs"], "", 28, "curl: (28) Operation timed out after 2000 milliseconds\n"],
    [["curl"], "", 2, "curl: no URL specified\n"],
    [["wget", "-qO-", "http://x/"], "hello\n", 0],
    [["wget", "-O", "f", "http://x/moved"], "", 0, "‘f’ saved\n"],
    [["wget", "http://x/missing"], "", 8, "wget: ERROR 404: Not Found.\n"],
  ])("%j", async (argv, stdout, code, stderr = "") => {
    const { fake } = networked();
    const outcome = await fake.run(argv);
    expect({
      ...outcome,
      stdout: argv.includes("-I") ? outcome.stdout.replace("hello\n", "") : outcome.stdout,
    }).toEqual({ stdout, stderr, code });
    expect(fake.sleepers).toEqual([]);
  });

  test.each<[string[], Partial<Asked>]>([
    [["-d", "a=1", "-d", "b=2"], { method: "POST", body: "a=1&b=2" }],
    [["-d", "@body.txt"], { method: "POST", body: "lineline" }],
    [["--data-binary", "@body.txt"], { method: "POST", body: "line\nline\n" }],
    [["-d", "@-"], { method: "POST", body: "stdin" }],
    [["-G", "-d", "q=1"], { method: "GET", url: "http://x/?q=1", body: "" }],
    [["--json", '{"a":1}', "-X", "PUT"], { method: "PUT", body: '{"a":1}' }],
    [["-T", "body.txt"], { method: "PUT", body: "line\nline\n" }],
    [["--data-urlencode", "a=b c"], { body: "a=b%20c" }],
  ])("`curl %j` sends it", async (options, sent) => {
    const { fake, asked } = networked();
    await fake.run(["curl", "-s", ...options, "http://x/"], { stdin: "stdin" });
    expect(asked).toEqual([expect.objectContaining(sent)]);
  });

  test("send headers, and save files", async () => {
    const { fake, asked } = networked();
    await fake.run([
      "curl",
      "-s",
      "-H",
      "X-A: 1",
      "-u",
      "me:pw",
      "-A",
      "agent",
      "-b",
      "c=1",
      "-O",
      "http://x/file.txt",
    ]);
    expect(asked[0]?.headers).toMatchObject({
      "x-a": "1",
      authorization: `Basic ${btoa("me:pw")}`,
      "user-agent": "agent",
      cookie: "c=1",
    });
    expect((await fake.run(["cat", "file.txt"])).stdout).toBe("hello\n");
  });
});

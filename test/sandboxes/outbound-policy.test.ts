// Modal: docs/modal/sandboxes.md#headers-on-their-way-out
import { expect, test } from "vitest";
import {
  ConflictError,
  ExperimentalOutboundPolicy,
  InvalidError,
  NotFoundError,
  Sandbox,
  Secret,
} from "modal-emulator";
import { expectError, expectRejection } from "../support/expect-error.js";
import { inPlace, outcome, type Place } from "./with-sandbox.js";

/** Answers every request with one of its headers, or "none". */
function echo(world: Place["world"], header: string): void {
  world.onFetch("*", ({ headers }) => new Response(`${headers.get(header) ?? "none"}\n`), { optional: true });
}

async function says(sandbox: Sandbox, ...argv: string[]): Promise<string> {
  return (await outcome(sandbox, ...argv)).stdout;
}

const BEARER = { domain: "api.example", headers: { Authorization: "Bearer $TOKEN" } };

test.for([0, 1])("requests get headers with values of secrets that programs do not see, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      echo(world, "authorization");
      world.secrets.set("key", { TOKEN: "t-secret", OTHER: "o-secret" });
      const secret = Secret.fromName("key");
      const experimentalOutboundPolicy = new ExperimentalOutboundPolicy()
        .withHeaderReplacement({ ...BEARER, secret })
        .withHeaderReplacement({ domain: "*.tree.example", headers: { authorization: "$$1 $OTHER$" }, secret });
      const sandbox = await make({ experimentalOutboundPolicy });
      expect(await says(sandbox, "curl", "-s", "https://api.example/")).toBe("Bearer t-secret\n");
      expect(await says(sandbox, "curl", "-s", "-H", "Authorization: own", "https://API.example/")).toBe(
        "Bearer t-secret\n",
      );
      expect(await says(sandbox, "curl", "-s", "-d", "body", "https://tree.example/")).toBe("$1 o-secret$\n");
      expect(await says(sandbox, "wget", "-q", "-O", "-", "https://a.b.tree.example/")).toBe("$1 o-secret$\n");
      expect(await says(sandbox, "curl", "-s", "http://api.example/"), "not HTTPS").toBe("none\n");
      expect(await says(sandbox, "curl", "-s", "https://sub.api.example/"), "another host").toBe("none\n");
      expect(await says(sandbox, "curl", "-s", "-H", "Authorization: own", "https://else.example/")).toBe("own\n");
      expect(await says(sandbox, "env")).not.toContain("secret");
    },
    { threads },
  ),
);

test("Python's requests get them as well, and none follows a redirect to somebody else", () =>
  inPlace(async ({ world, make }) => {
    world.onFetch("https://api.example/", () => Response.redirect("https://else.example/"));
    world.onFetch("https://else.example/", ({ headers }) => new Response(`else ${headers.get("x-key")}\n`));
    world.onFetch("https://own.example/", ({ headers }) => new Response(`own ${headers.get("x-key")}\n`));
    const policy = new ExperimentalOutboundPolicy()
      .withHeaderReplacement({ domain: "api.example", headers: { "X-Key": "1" } })
      .withHeaderReplacement({ domain: "own.example", headers: { "X-Key": "2" } });
    const sandbox = await make({ experimentalOutboundPolicy: policy });
    expect(await says(sandbox, "curl", "-sL", "https://api.example/")).toBe("else null\n");
    const script = "import urllib.request as u; print(u.urlopen('https://own.example/').read().decode(), end='')";
    expect(await says(sandbox, "python3", "-c", script)).toBe("own 2\n");
  }));

test("a policy stays as it is, and replaces all of the one before", () =>
  inPlace(async ({ world, make }) => {
    echo(world, "x-key");
    const none = new ExperimentalOutboundPolicy();
    const one = none.withHeaderReplacement({ domain: "*", headers: { "X-Key": "all" } });
    const two = one.withHeaderReplacement({ domain: "b.example", headers: { "x-key": "b" } });
    const sandbox = await make({ experimentalOutboundPolicy: none });
    const ask = (host: string): Promise<string> => says(sandbox, "curl", "-s", `https://${host}/`);
    expect(await ask("a.example")).toBe("none\n");
    await sandbox.experimentalUpdateOutboundPolicy(two);
    expect([await ask("a.example"), await ask("b.example")]).toEqual(["all\n", "b\n"]);
    await sandbox.experimentalUpdateOutboundPolicy(one);
    expect([await ask("a.example"), await ask("b.example")]).toEqual(["all\n", "all\n"]);
    await sandbox.experimentalUpdateOutboundPolicy(none);
    expect(await ask("b.example")).toBe("none\n");
    await sandbox.terminate();
    await expectRejection(() => sandbox.experimentalUpdateOutboundPolicy(one), ConflictError, "already finished");
  }));

test("values are those that secrets have when the policy is set, also in a sandbox of a snapshot", () =>
  inPlace(async ({ world, make }) => {
    echo(world, "authorization");
    world.secrets.set("key", { TOKEN: "first" });
    const policy = new ExperimentalOutboundPolicy().withHeaderReplacement({
      ...BEARER,
      secret: Secret.fromName("key"),
    });
    const sandbox = await make({ experimentalOutboundPolicy: policy, experimentalEnableSnapshot: true });
    const ask = (of: Sandbox): Promise<string> => says(of, "curl", "-s", "https://api.example/");
    world.secrets.set("key", { TOKEN: "second" });
    expect(await ask(sandbox)).toBe("Bearer first\n");
    await sandbox.experimentalUpdateOutboundPolicy(policy);
    expect(await ask(sandbox)).toBe("Bearer second\n");
    expect(await ask(await Sandbox.experimentalFromSnapshot(await sandbox.experimentalSnapshot()))).toBe(
      "Bearer second\n",
    );
  }));

test("what does not hold together is refused as the policy is used", () =>
  inPlace(async ({ world, make }) => {
    world.secrets.set("key", { TOKEN: "two\nlines" });
    const empty = new ExperimentalOutboundPolicy();
    const key = Secret.fromName("key");
    const many = Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`X-${index}`, "1"]));
    const cases: [object, string][] = [
      [{ domain: "a b", headers: { A: "1" } }, 'Invalid domain of an outbound policy: "a b"'],
      [{ domain: "localhost", headers: { A: "1" } }, "Invalid domain"],
      [{ domain: "a.example", headers: {} }, "at least one header"],
      [{ domain: "a.example", headers: { "A B": "1" } }, 'Invalid header name in an outbound policy: "A B"'],
      [{ domain: "a.example", headers: { A: "1\n2" } }, "control characters"],
      [{ domain: "a.example", headers: { A: 1 } }, "must be a string"],
      [{ domain: "a.example", headers: { A: "$KEY" } }, "give it a `secret`"],
      [{ domain: "a.example", headers: many }, "more than 25 header replacements; this has 26"],
      [{ domain: "a.example", headers: { A: "1" }, secret: Secret.fromDict({ A: "1" }) }, "only take stored secrets"],
      [{ domain: "a.example", headers: { A: "1" }, secret: "key" }, "must be a Secret"],
      [{ domain: "a.example", headers: { A: "$NONE" }, secret: key }, "its secret has no key NONE"],
      [{ domain: "a.example", headers: { A: "$TOKEN" }, secret: key }, "a line break"],
    ];
    const sandbox = await make({ experimentalOutboundPolicy: empty });
    for (const [replacement, message] of cases) {
      const policy = empty.withHeaderReplacement(replacement as never);
      await expectRejection(() => make({ experimentalOutboundPolicy: policy }), InvalidError, message);
      await expectRejection(() => sandbox.experimentalUpdateOutboundPolicy(policy), InvalidError, message);
    }
    const missing = empty.withHeaderReplacement({ ...BEARER, secret: Secret.fromName("no-key") });
    await expectRejection(() => make({ experimentalOutboundPolicy: missing }), NotFoundError, '"no-key"');
    await expectRejection(
      async () => (await make()).experimentalUpdateOutboundPolicy(empty),
      InvalidError,
      "created without `experimentalOutboundPolicy`",
    );
    await expectRejection(
      () => sandbox.experimentalUpdateOutboundPolicy({} as never),
      InvalidError,
      "must be an ExperimentalOutboundPolicy",
    );
    const options = { experimentalOutboundPolicy: empty };
    await expectRejection(() => make({ ...options, blockNetwork: true }), InvalidError, "outbound policy");
    await expectRejection(
      () => make({ ...options, outboundDomainAllowlist: ["a.example"] }),
      InvalidError,
      "cannot be used together",
    );
    await make({ ...options, outboundDomainAllowlist: [], outboundCidrAllowlist: ["10.0.0.0/8"] });
    // @ts-expect-error no option
    expectError(() => empty.withHeaderReplacement({ ...BEARER, header: {} }), InvalidError, 'Did you mean "headers"');
  }));

// docs/how-it-works.md#what-crosses: of a sandbox, the handle crosses, and what was read
import {
  App,
  Dict,
  ExperimentalOutboundPolicy,
  type FileInfo,
  Queue,
  Sandbox,
  SerializationError,
  SidecarContainer,
  Tunnel,
} from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("left-behind-sandboxes");

/** What belongs to a sandbox and stays where it was made, with how it is called and what is advised. */
const STAYING: Record<string, [make: (sandbox: Sandbox) => unknown, kind: string, hint: string]> = {
  process: [(sandbox) => sandbox.exec("true"), "a ContainerProcess", "Pass the Sandbox"],
  stdout: [async (sandbox) => (await sandbox.exec("true")).stdout, "a ModalReadStream", "Read it first"],
  stderr: [async (sandbox) => (await sandbox.exec("true")).stderr, "a ModalReadStream", "Read it first"],
  stdin: [async (sandbox) => (await sandbox.exec("cat")).stdin, "a ModalWriteStream", "Pass the Sandbox"],
  "the sandbox's stdout": [(sandbox) => sandbox.stdout, "a ModalReadStream", "Read it first"],
  "the sandbox's stdin": [(sandbox) => sandbox.stdin, "a ModalWriteStream", "Pass the Sandbox"],
  filesystem: [(sandbox) => sandbox.filesystem, "a SandboxFilesystem", "Pass the Sandbox"],
  file: [(sandbox) => sandbox.open("/srv/a", "w"), "a FileIO", "Pass the Sandbox and the path"],
  "what is known of a file": [
    async (sandbox) => {
      await sandbox.filesystem.writeText("x", "/srv/x");
      return sandbox.filesystem.stat("/srv/x");
    },
    "a FileInfo",
    "Pass its data, as in `{ ...it }`, or its path.",
  ],
  logs: [(sandbox) => sandbox.logs, "a LogsManager", "Pass the object whose logs they are"],
  policy: [() => new ExperimentalOutboundPolicy(), "an ExperimentalOutboundPolicy", "Make it where the sandbox is"],
  watch: [(sandbox) => sandbox.filesystem.watch("/srv"), "an AsyncGenerator", "Collect its items first"],
  sidecars: [(sandbox) => sandbox.experimentalSidecars, "a Sidecars", "Pass the Sandbox"],
};

const makeSandbox = (): Promise<Sandbox> =>
  Sandbox.create({ app, command: ["sleep", "infinity"], timeoutMs: 3_600_000 });

async function made(what: string): Promise<unknown> {
  const sandbox = await makeSandbox();
  await sandbox.filesystem.makeDirectory("/srv");
  return STAYING[what]?.[0](sandbox);
}

const take = app.function(async function take(value: unknown) {
  return typeof value;
});
const give = app.function(async function give(what: string) {
  return made(what);
});
const giveWithin = app.function(async function giveWithin(what: string) {
  return { list: [await made(what)] };
});
const greet = app.function(async function greet(sandbox: Sandbox) {
  return (await sandbox.exec("echo", "hi")).stdout.readText();
});

const nameOf = app.function(async function nameOf(sidecar: SidecarContainer) {
  const told = await (await sidecar.exec("echo", "hi")).stdout.readText();
  return [sidecar instanceof SidecarContainer, sidecar.name, told, sidecar] as const;
});
const sizeOf = app.function(async function sizeOf({
  path,
  size,
  modifiedTime,
}: Pick<FileInfo, "path" | "size" | "modifiedTime">) {
  return [path, size, modifiedTime.getTime()] as const;
});

const MODES: Record<string, EmulatorOptions> = {
  "in a thread": { threads: 1 },
  "in the host's thread": { threads: 0 },
  inline: { isolation: "inline" },
};

describe.each(Object.keys(MODES))("%s", (mode) => {
  test.each(Object.entries(STAYING))("%s is refused on every way", async (what, [, kind, hint]) => {
    await using world = await Emulator.start(MODES[mode]);
    await world.run(app, async () => {
      const value = await made(what);
      await using queue = await Queue.ephemeral();
      await using dict = await Dict.ephemeral<unknown, string>();
      const ways: readonly [path: string, attempt: () => Promise<unknown>][] = [
        ["args[0]", () => take.remote(value)],
        ["args[0].list[0]", () => take.remote({ list: [value] })],
        ['args[0].get("key")', () => take.remote(new Map([["key", value]]))],
        ["result", () => give.remote(what)],
        ["result.list[0]", () => giveWithin.remote(what)],
        ["", () => queue.put(value)],
        ["", () => dict.put("key", value)],
      ];
      for (const [path, attempt] of ways) {
        if (what === "watch" && path === "result") continue; // a function that returns a generator is told so
        const error: unknown = await attempt().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SerializationError);
        expect(String(error)).toContain(`${path} is ${kind}, which cannot cross between caller and container. ${hint}`);
      }
    });
  });

  test("the sandbox itself crosses, and an address as plain data", async () => {
    await using world = await Emulator.start(MODES[mode]);
    await world.run(app, async () => {
      const sandbox = await makeSandbox();
      expect(await greet.remote(sandbox)).toBe("hi\n");
      const sidecar = await sandbox.experimentalSidecars.create("cat", { name: "beside" });
      const [isSidecar, name, told, back] = await nameOf.remote(sidecar);
      expect([isSidecar, name, told]).toEqual([true, "beside", "hi\n"]);
      expect(back).toBeInstanceOf(SidecarContainer);
      expect([back.name, back.objectId, await back.poll()]).toEqual(["beside", sidecar.objectId, null]);
      await sandbox.filesystem.writeText("four", "/srv/x");
      const info = await sandbox.filesystem.stat("/srv/x");
      expect(await sizeOf.remote({ ...info })).toEqual(["/srv/x", 4, info.modifiedTime.getTime()]);
      const address = { host: "a.example", port: 443, unencryptedHost: "", unencryptedPort: 0 };
      await using queue = await Queue.ephemeral();
      await queue.put(new Tunnel(address));
      expect(await queue.get()).toEqual(address);
    });
  });
});

import { expect } from "vitest";
import {
  AlreadyExistsError,
  ConflictError,
  InvalidError,
  NotFoundError,
  SandboxFilesystemIsADirectoryError,
  SandboxFilesystemNotFoundError,
  TimeoutError,
} from "modal-emulator";
import { ExperimentalOutboundPolicy } from "../../../src/api/sandboxes/experimental-outbound-policy.js";
import { parseSandboxOptions } from "../../../src/api/sandboxes/parse-sandbox-options.js";
import { Probe } from "../../../src/api/sandboxes/probe.js";
import type { SandboxCreateOptions } from "../../../src/api/sandboxes/sandbox-options.js";
import type { ExecDefinition } from "../../../src/contract/sandbox-definition.js";
import { running } from "../apps/contract.js";
import type { Asked, Group } from "../case.js";

interface Made {
  readonly appId: string;
  readonly sandboxId: string;
}

async function made(asked: Asked, words: readonly string[] = [], options: SandboxCreateOptions = {}): Promise<Made> {
  const { appId } = await running(asked);
  return { appId, sandboxId: await another(asked, appId, words, options) };
}

async function another(
  { send }: Asked,
  appId: string,
  words: readonly string[] = [],
  options: SandboxCreateOptions = {},
): Promise<string> {
  const definition = parseSandboxOptions(words, options);
  return (await send("sandbox.create", { app: { appId, name: "contract" }, definition })).sandboxId;
}

function command(...argv: string[]): ExecDefinition {
  return { argv, secrets: [], pty: false, discards: [] };
}

async function textOf({ send }: Asked, sandboxId: string, process: number): Promise<string> {
  let text = "";
  for (let offset = 0, isEnd = false; !isEnd;) {
    const output = await send("sandbox.read", { sandboxId, process, stream: "stdout", offset });
    text += Buffer.from(output.data).toString();
    offset = output.offset + output.data.length;
    ({ isEnd } = output);
  }
  return text;
}

const nobody = { sandboxId: "sb-none" } as const;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export const sandboxes = {
  "sandbox.create": [
    [
      "starts one in an app, whose name nobody else has",
      async (asked) => {
        const { appId, sandboxId } = await made(asked, [], { name: "agent" });
        expect(sandboxId).toMatch(/^sb-[0-9A-Za-z]{22}$/);
        await expect(another(asked, appId, [], { name: "agent" })).rejects.toThrow(AlreadyExistsError);
        await asked.send("sandbox.terminate", { sandboxId });
        expect(await another(asked, appId, [], { name: "agent" })).not.toBe(sandboxId);
      },
    ],
    [
      "needs an app",
      async (asked) => {
        const app = { appId: "ap-none", name: undefined };
        await asked.refused(
          "sandbox.create",
          { app, definition: parseSandboxOptions([], {}) },
          NotFoundError,
          "ap-none",
        );
      },
    ],
  ],
  "sandbox.lookup": [
    [
      "finds one by id, also when it has ended",
      async (asked) => {
        const { appId, sandboxId } = await made(asked);
        expect(await asked.send("sandbox.lookup", { sandboxId })).toMatchObject({ appId, sandboxId, result: null });
        await asked.send("sandbox.terminate", { sandboxId });
        const { result } = await asked.send("sandbox.lookup", { sandboxId });
        expect(result).toEqual({ status: "TERMINATED", code: 137 });
        await asked.refused("sandbox.lookup", nobody, NotFoundError, "sb-none");
      },
    ],
  ],
  "sandbox.find": [
    [
      "finds the one of that name that runs, or the last one",
      async (asked) => {
        const { sandboxId } = await made(asked, [], { name: "agent" });
        const wanted = { app: "contract", name: "agent" } as const;
        expect(await asked.send("sandbox.find", wanted)).toMatchObject({ sandboxId });
        await asked.send("sandbox.terminate", { sandboxId });
        await asked.refused("sandbox.find", wanted, NotFoundError, '"agent"', '"contract"');
        expect(await asked.send("sandbox.find", { ...wanted, includeTerminated: true })).toMatchObject({ sandboxId });
      },
    ],
  ],
  "sandbox.list": [
    [
      "gives those that run, newest first, by tags",
      async (asked) => {
        const { appId, sandboxId: first } = await made(asked, [], { tags: { kind: "a", of: "me" } });
        const second = await another(asked, appId, [], { tags: { kind: "a" } });
        const listed = async (tags: Record<string, string>) =>
          (await asked.send("sandbox.list", { appId, tags })).map(({ sandboxId }) => sandboxId);
        expect(await listed({})).toEqual([second, first]);
        expect(await listed({ kind: "a", of: "me" })).toEqual([first]);
        await asked.send("sandbox.terminate", { sandboxId: second });
        expect(await listed({})).toEqual([first]);
      },
    ],
  ],
  "sandbox.exec": [
    [
      "starts a command, unless the sandbox has ended",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const { process } = await asked.send("sandbox.exec", { sandboxId, exec: command("echo", "hello") });
        expect(await textOf(asked, sandboxId, process)).toBe("hello\n");
        await asked.send("sandbox.terminate", { sandboxId });
        await asked.refused("sandbox.exec", { sandboxId, exec: command("true") }, ConflictError, "already finished");
      },
    ],
  ],
  "sandbox.read": [
    [
      "gives what was written from a place on, again if it is asked again",
      async (asked) => {
        const { sandboxId } = await made(asked, ["echo", "hello"]);
        await asked.send("sandbox.wait", { sandboxId });
        const wanted = { sandboxId, process: 0, stream: "stdout" } as const;
        expect(await asked.send("sandbox.read", { ...wanted, offset: 2 })).toEqual({
          data: bytes("llo\n"),
          offset: 2,
          isEnd: true,
        });
        expect(await textOf(asked, sandboxId, 0)).toBe("hello\n");
        await asked.refused("sandbox.read", { ...wanted, process: 7, offset: 0 }, NotFoundError, "no process 7");
      },
    ],
  ],
  "sandbox.write": [
    [
      "writes to a process, until it has ended",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const { process } = await asked.send("sandbox.exec", { sandboxId, exec: command("cat") });
        await asked.send("sandbox.write", { sandboxId, process, data: bytes("a"), isEnd: false });
        await asked.send("sandbox.write", { sandboxId, process, data: bytes("b"), isEnd: true });
        expect(await textOf(asked, sandboxId, process)).toBe("ab");
        const late = { sandboxId, process, data: bytes("c"), isEnd: false };
        await asked.refused("sandbox.write", late, ConflictError, "has ended");
      },
    ],
  ],
  "sandbox.resize": [
    [
      "is taken for any process, and of no effect for one that has ended",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const { process } = await asked.send("sandbox.exec", { sandboxId, exec: command("true") });
        const size = { sandboxId, process, columns: 100, rows: 30 };
        expect(await asked.send("sandbox.resize", size)).toBeNull();
        await asked.send("sandbox.waitProcess", { sandboxId, process });
        expect(await asked.send("sandbox.resize", size)).toBeNull();
        await asked.refused("sandbox.resize", { ...size, process: 9 }, NotFoundError, "no process 9");
      },
    ],
  ],
  "sandbox.waitProcess": [
    [
      "gives the code of a process, or null after a time",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const { process } = await asked.send("sandbox.exec", { sandboxId, exec: command("sleep", "2") });
        expect(await asked.send("sandbox.waitProcess", { sandboxId, process, timeoutMs: 1000 })).toBeNull();
        expect(await asked.send("sandbox.waitProcess", { sandboxId, process })).toBe(0);
      },
    ],
    [
      "gives -1 after the time limit of the command",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const exec = { ...command("sleep", "60"), timeoutMs: 1000 };
        const { process } = await asked.send("sandbox.exec", { sandboxId, exec });
        expect(await asked.send("sandbox.waitProcess", { sandboxId, process })).toBe(-1);
      },
    ],
  ],
  "sandbox.wait": [
    [
      "gives how it has ended, or null after a time",
      async (asked) => {
        const { sandboxId } = await made(asked, ["sleep", "60"], { timeoutMs: 10_000 });
        expect(await asked.send("sandbox.wait", { sandboxId, timeoutMs: 1000 })).toBeNull();
        expect(await asked.send("sandbox.wait", { sandboxId })).toEqual({ status: "TIMEOUT", code: 124 });
      },
    ],
  ],
  "sandbox.terminate": [
    [
      "ends it, once",
      async (asked) => {
        const { sandboxId } = await made(asked, ["true"]);
        expect(await asked.send("sandbox.wait", { sandboxId })).toEqual({ status: "EXITED", code: 0 });
        expect(await asked.send("sandbox.terminate", { sandboxId })).toBeNull();
        expect(await asked.send("sandbox.wait", { sandboxId })).toEqual({ status: "EXITED", code: 0 });
      },
    ],
  ],
  "sandbox.ready": [
    [
      "waits for the probe, as long as it may",
      async (asked) => {
        const { appId, sandboxId } = await made(asked, [], { readinessProbe: Probe.withExec("cat", "/tmp/ready") });
        await asked.refused("sandbox.ready", { sandboxId, timeoutMs: 1000 }, TimeoutError, "within 1000");
        const operation = { op: "write", path: "/tmp/ready", data: bytes("") } as const;
        await asked.send("sandbox.files", { sandboxId, operation });
        expect(await asked.send("sandbox.ready", { sandboxId, timeoutMs: 1000 })).toBeNull();
        const other = await another(asked, appId);
        await asked.refused("sandbox.ready", { sandboxId: other, timeoutMs: 1 }, InvalidError, "no readiness probe");
      },
    ],
  ],
  "sandbox.setTags": [
    [
      "replaces all",
      async (asked) => {
        const { sandboxId } = await made(asked, [], { tags: { a: "1" } });
        await asked.send("sandbox.setTags", { sandboxId, tags: { b: "2" } });
        expect(await asked.send("sandbox.tags", { sandboxId })).toEqual({ b: "2" });
      },
    ],
  ],
  "sandbox.tags": [
    [
      "gives what it was made with",
      async (asked) => {
        const { sandboxId } = await made(asked, [], { tags: { a: "1" } });
        expect(await asked.send("sandbox.tags", { sandboxId })).toEqual({ a: "1" });
        await asked.refused("sandbox.tags", nobody, NotFoundError, "sb-none");
      },
    ],
  ],
  "sandbox.setName": [
    [
      "names one that has no name",
      async (asked) => {
        const { sandboxId } = await made(asked);
        await asked.send("sandbox.setName", { sandboxId, name: "late" });
        expect(await asked.send("sandbox.find", { app: "contract", name: "late" })).toMatchObject({ sandboxId });
        await asked.refused("sandbox.setName", { sandboxId, name: "again" }, ConflictError, '"late"');
      },
    ],
  ],
  "sandbox.files": [
    [
      "does what is asked, and says why not",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const path = "/srv/a/b.txt";
        await asked.send("sandbox.files", { sandboxId, operation: { op: "write", path, data: bytes("one two") } });
        const part = { op: "read", path, offset: 4, length: 2 } as const;
        expect(await asked.send("sandbox.files", { sandboxId, operation: part })).toEqual({ data: bytes("tw") });
        const { files } = await asked.send("sandbox.files", { sandboxId, operation: { op: "list", path: "/srv" } });
        expect(files).toMatchObject([{ name: "a", path: "/srv/a", type: "directory", permissions: "rwxr-xr-x" }]);
        const refused = (operation: { op: "read"; path: string }, ...how: [typeof NotFoundError, string]) =>
          asked.refused("sandbox.files", { sandboxId, operation }, ...how);
        await refused({ op: "read", path: "/none" }, SandboxFilesystemNotFoundError, "/none");
        await refused({ op: "read", path: "/srv" }, SandboxFilesystemIsADirectoryError, "/srv");
        await asked.send("sandbox.terminate", { sandboxId });
        await refused({ op: "read", path }, NotFoundError, "already finished");
      },
    ],
  ],
  "sandbox.watch": [
    [
      "watches what is there",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const { watch } = await asked.send("sandbox.watch", { sandboxId, path: "/tmp", recursive: false });
        expect(watch).toBeGreaterThan(0);
        const missing = { sandboxId, path: "/none", recursive: false };
        await asked.refused("sandbox.watch", missing, SandboxFilesystemNotFoundError, "/none");
      },
    ],
  ],
  "sandbox.watched": [
    [
      "tells of changes, and of the end",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const wanted = { sandboxId, path: "/tmp", recursive: false, timeoutMs: 1000 };
        const { watch } = await asked.send("sandbox.watch", wanted);
        const operation = { op: "mkdir", path: "/tmp/a", createParents: false } as const;
        await asked.send("sandbox.files", { sandboxId, operation });
        expect(await asked.send("sandbox.watched", { sandboxId, watch })).toEqual([
          { paths: ["/tmp/a"], type: "Create" },
        ]);
        expect(await asked.send("sandbox.watched", { sandboxId, watch })).toBeNull();
      },
    ],
  ],
  "sandbox.unwatch": [
    [
      "ends a watch",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const { watch } = await asked.send("sandbox.watch", { sandboxId, path: "/tmp", recursive: true });
        expect(await asked.send("sandbox.unwatch", { sandboxId, watch })).toBeNull();
        expect(await asked.send("sandbox.watched", { sandboxId, watch })).toBeNull();
      },
    ],
  ],
  "sandbox.snapshot": [
    [
      "makes an image of a directory",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const wanted = { sandboxId, timeoutMs: 1000, ttlMs: 60_000 };
        const { imageId } = await asked.send("sandbox.snapshot", { ...wanted, path: "/etc" });
        expect(await asked.send("image.lookup", { image: { kind: "id", id: imageId } })).toEqual({ imageId });
        const missing = { ...wanted, path: "/none" };
        await asked.refused("sandbox.snapshot", missing, SandboxFilesystemNotFoundError, "/none");
      },
    ],
  ],
  "sandbox.mountImage": [
    [
      "puts an image, or nothing, in the place of what is there",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const snapshot = { sandboxId, path: "/etc", timeoutMs: 1000, ttlMs: null };
        const { imageId } = await asked.send("sandbox.snapshot", snapshot);
        await asked.send("sandbox.mountImage", { sandboxId, path: "/mnt/etc", imageId });
        const operation = { op: "read", path: "/mnt/etc/hostname" } as const;
        expect(await asked.send("sandbox.files", { sandboxId, operation })).toEqual({ data: bytes("modal\n") });
        await asked.send("sandbox.mountImage", { sandboxId, path: "/etc", imageId: null });
        expect(await asked.send("sandbox.files", { sandboxId, operation: { op: "list", path: "/etc" } })).toEqual({
          files: [],
        });
        const unknown = { sandboxId, path: "/x", imageId: "im-none" };
        await asked.refused("sandbox.mountImage", unknown, NotFoundError, "im-none");
      },
    ],
  ],
  "sandbox.unmountImage": [
    [
      "brings back what was there",
      async (asked) => {
        const { sandboxId } = await made(asked);
        await asked.send("sandbox.mountImage", { sandboxId, path: "/etc", imageId: null });
        await asked.send("sandbox.unmountImage", { sandboxId, path: "/etc" });
        const operation = { op: "read", path: "/etc/hostname" } as const;
        expect(await asked.send("sandbox.files", { sandboxId, operation })).toEqual({ data: bytes("modal\n") });
        const again = { sandboxId, path: "/etc" };
        await asked.refused("sandbox.unmountImage", again, SandboxFilesystemNotFoundError, "/etc");
      },
    ],
  ],
  "sandbox.reloadVolumes": [
    [
      "is answered also without any",
      async (asked) => {
        const { sandboxId } = await made(asked);
        expect(await asked.send("sandbox.reloadVolumes", { sandboxId, timeoutMs: 1000 })).toBeNull();
        await asked.refused("sandbox.reloadVolumes", { ...nobody, timeoutMs: 1 }, NotFoundError, "sb-none");
      },
    ],
  ],
  "sandbox.tunnels": [
    [
      "gives where ports are reached, as soon as it has started",
      async (asked) => {
        const { sandboxId } = await made(asked, [], { encryptedPorts: [8000], unencryptedPorts: [22] });
        const tunnels = await asked.send("sandbox.tunnels", { sandboxId, timeoutMs: 1000 });
        expect(tunnels).toMatchObject([
          { containerPort: 8000, port: 443, unencryptedHost: "" },
          { containerPort: 22, port: 443, unencryptedHost: expect.stringContaining("modal.host") },
        ]);
        await asked.send("sandbox.terminate", { sandboxId });
        await asked.refused("sandbox.tunnels", { sandboxId, timeoutMs: 1 }, NotFoundError, "already finished");
      },
    ],
  ],
  "sandbox.connectToken": [
    [
      "gives an address and a token",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const wanted = { sandboxId, userMetadata: "", port: 8080 };
        const { url, token } = await asked.send("sandbox.connectToken", wanted);
        expect(url).toMatch(/^https:\/\/[0-9a-z]+\.modal\.host$/);
        expect(token).toHaveLength(22);
        expect(await asked.send("sandbox.tunnels", { sandboxId, timeoutMs: 1000 })).toEqual([]);
        await asked.refused("sandbox.connectToken", { ...wanted, ...nobody }, NotFoundError, "sb-none");
      },
    ],
  ],
  "program.run": [
    [
      "is for sandboxes",
      ({ refused }) =>
        refused("program.run", { process: 1, handler: 0, argv: [], env: {}, cwd: "/" }, InvalidError, "Only sandboxes"),
    ],
  ],
  "program.kill": [
    [
      "does nothing for what does not run",
      async ({ send }) => expect(await send("program.kill", { process: 1 })).toBeNull(),
    ],
  ],
  "program.do": [
    [
      "needs a process that runs",
      ({ refused }) =>
        refused("program.do", { program: 7, operation: { op: "read" } }, ConflictError, "process of this command"),
    ],
  ],
  "sandbox.snapshotMemory": [
    [
      "gives what another sandbox begins with, if that was asked for",
      async (asked) => {
        const { appId, sandboxId } = await made(asked, [], { experimentalEnableSnapshot: true });
        const { snapshotId } = await asked.send("sandbox.snapshotMemory", { sandboxId });
        expect(snapshotId).toMatch(/^sn-[0-9A-Za-z]{22}$/);
        const other = await another(asked, appId);
        await asked.refused("sandbox.snapshotMemory", { sandboxId: other }, InvalidError, "experimentalEnableSnapshot");
      },
    ],
  ],
  "sandbox.findSnapshot": [
    [
      "names what is missing",
      ({ refused }) => refused("sandbox.findSnapshot", { snapshotId: "sn-none" }, NotFoundError, "sn-none"),
    ],
  ],
  "sandbox.restore": [
    [
      "makes another one with that disk and name, unless it is taken",
      async (asked) => {
        const options = { experimentalEnableSnapshot: true, name: "first" };
        const { sandboxId } = await made(asked, [], options);
        const { snapshotId } = await asked.send("sandbox.snapshotMemory", { sandboxId });
        await asked.refused("sandbox.restore", { snapshotId }, AlreadyExistsError, '"first"');
        await asked.send("sandbox.restore", { snapshotId, name: null });
        await asked.send("sandbox.terminate", { sandboxId });
        const restored = await asked.send("sandbox.restore", { snapshotId });
        expect(await asked.send("sandbox.find", { app: "contract", name: "first" })).toMatchObject({
          sandboxId: restored.sandboxId,
        });
        await asked.refused("sandbox.restore", { snapshotId: "sn-none" }, NotFoundError, "sn-none");
      },
    ],
  ],
  "sandbox.exitSnapshot": [
    [
      "gives an image once it has ended, if that was asked for",
      async (asked) => {
        const { appId, sandboxId } = await made(asked, ["true"], { experimentalEnableExitSnapshot: true });
        const { imageId } = await asked.send("sandbox.exitSnapshot", { sandboxId });
        expect(await asked.send("sandbox.exitSnapshot", { sandboxId })).toEqual({ imageId });
        const other = await another(asked, appId);
        await asked.refused("sandbox.exitSnapshot", { sandboxId: other }, InvalidError, "takes no snapshot");
      },
    ],
  ],
  "sandbox.setNetwork": [
    [
      "limits one that runs",
      async (asked) => {
        const { sandboxId } = await made(asked);
        expect(await asked.send("sandbox.setNetwork", { sandboxId, network: { outboundCidrs: [] } })).toBeNull();
        await asked.send("sandbox.terminate", { sandboxId });
        await asked.refused("sandbox.setNetwork", { sandboxId, network: {} }, ConflictError, "already finished");
      },
    ],
  ],
  "sandbox.setOutboundPolicy": [
    [
      "gives other headers to one that was created with a policy",
      async (asked) => {
        const { appId, sandboxId } = await made(asked, [], {
          experimentalOutboundPolicy: new ExperimentalOutboundPolicy(),
        });
        const policy = [{ domain: "*", headers: { "X-Key": "$$1" } }];
        expect(await asked.send("sandbox.setOutboundPolicy", { sandboxId, policy })).toBeNull();
        const secret = { kind: "named" as const, name: "no-secret", requiredKeys: [] };
        const missing = [{ domain: "*", headers: { "X-Key": "$KEY" }, secret }];
        await asked.refused("sandbox.setOutboundPolicy", { sandboxId, policy: missing }, NotFoundError, "no-secret");
        const other = await another(asked, appId);
        await asked.refused("sandbox.setOutboundPolicy", { sandboxId: other, policy }, InvalidError, "created without");
        await asked.send("sandbox.terminate", { sandboxId });
        await asked.refused("sandbox.setOutboundPolicy", { sandboxId, policy }, ConflictError, "already finished");
      },
    ],
  ],
  "sandbox.createSidecar": [
    [
      "starts a container beside another, by a name of its own",
      async (asked) => {
        const { sandboxId } = await made(asked);
        const definition = parseSandboxOptions(["cat"], { name: "beside" });
        const sidecar = await asked.send("sandbox.createSidecar", { sandboxId, definition });
        await asked.refused("sandbox.createSidecar", { sandboxId, definition }, AlreadyExistsError, '"beside"');
        await asked.send("sandbox.terminate", { sandboxId });
        expect(await asked.send("sandbox.lookup", sidecar)).toMatchObject({ result: { status: "TERMINATED" } });
        await asked.refused("sandbox.createSidecar", { sandboxId, definition }, ConflictError, "already finished");
      },
    ],
  ],
  "sandbox.sidecars": [
    [
      "gives those that run, or all",
      async (asked) => {
        const { sandboxId } = await made(asked);
        for (const name of ["one", "two"])
          await asked.send("sandbox.createSidecar", { sandboxId, definition: parseSandboxOptions(["cat"], { name }) });
        const names = async (includeTerminated: boolean) =>
          (await asked.send("sandbox.sidecars", { sandboxId, includeTerminated })).map(({ name }) => name);
        expect(await names(false)).toEqual(["one", "two"]);
        const [one = nobody] = await asked.send("sandbox.sidecars", { sandboxId, includeTerminated: false });
        await asked.send("sandbox.terminate", { sandboxId: one.sandboxId });
        expect([await names(false), await names(true)]).toEqual([["two"], ["one", "two"]]);
      },
    ],
  ],
} satisfies Group;

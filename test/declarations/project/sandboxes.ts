import { App, forward, Probe, Sandbox, SandboxFilesystem } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

export const app = new App("sandboxes");
export const options = { app, readinessProbe: Probe.withTcp(8000), tags: { of: "me" } };
export const create = () => Sandbox.create("sleep", "60", options);
export const found = (id: string) => Sandbox.fromId(id);
export const listed = () => Sandbox.list({ tags: { of: "me" } });

export async function used(sandbox: Sandbox) {
  const process = await sandbox.exec(["ls", "-l"], { timeoutMs: 1000 });
  const binary = await sandbox.exec(["ls"], { mode: "binary" });
  return {
    process,
    binary,
    streams: [process.stdout, binary.stdout, process.stdin, sandbox.stdout],
    files: sandbox.filesystem,
    entries: await sandbox.filesystem.listFiles("/"),
    watched: sandbox.filesystem.watch("/tmp"),
    tunnels: await sandbox.tunnels(),
    token: await sandbox.createConnectToken(),
    image: await sandbox.snapshotFilesystem(),
    snapshot: await sandbox.experimentalSnapshot(),
    sidecar: await sandbox.experimentalSidecars.get({ name: "redis" }),
    sidecars: sandbox.experimentalSidecars,
    old: await sandbox.open("/tmp/a"),
    logs: sandbox.logs,
  };
}

export const read = (files: SandboxFilesystem) => files.stat("/tmp");
export const share = app.function({}, async function share() {
  await using tunnel = await forward(8000);
  return tunnel.url;
});

export async function prepared() {
  await using world = await Emulator.start({ sandboxes: "memory" });
  world.sandboxes.command("git", (argv, io) => io.stdout.write(argv.join(" ")));
  world.sandboxes.mock("npm *", { stdout: "ok", code: 0 });
  return world.sandboxes;
}
export const runs: Parameters<Emulator["sandboxes"]["command"]>[1] = async (_argv, io) => io.text();

import { expect, test } from "vitest";
import { execFileSync, spawn } from "node:child_process";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("svc");
export const square = app.function({}, async function square(x: number) { return x * x; });

test("grpc", async () => {
  await using world = await Emulator.start({ threads: 1 });
  await world.deploy(app);
  await using listener = await world.listen();
  const code = `
    import { ModalClient } from "modal";
    const modal = new ModalClient();
    const f = await modal.functions.fromName("svc", "square");
    console.log(await f.remote([3]));
    let t = performance.now();
    for (let i = 0; i < 1000; i++) await f.remote([3]);
    console.log((performance.now() - t), "us per remote");
    const app = await modal.apps.fromName("sbs", { createIfMissing: true });
    const sb = await modal.sandboxes.create(app, modal.images.fromRegistry("debian:12"));
    const p = await sb.exec(["sh", "-c", "cat; sleep 2; echo x"]);
    await p.stdin.writeText("abc\\n"); await p.stdin.close();
    console.log(await p.stdout.readText(), await p.wait());
    await sb.filesystem.writeText("hello", "/x");
    console.log(await sb.filesystem.readText("/x"));
    console.log(await sb.terminate({ wait: true }));
    const q = await modal.queues.fromName("q", { createIfMissing: true });
    console.log(await q.get({ timeoutMs: 300 }).catch((e) => e.name));
    process.exit(0);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { env: { ...process.env, ...listener.env }, stdio: "pipe" });
  let out = "";
  child.stdout.on("data", (d) => (out += d)); child.stderr.on("data", (d) => (out += d));
  await new Promise((r) => child.on("close", r));
  console.log(out);
}, 60000);

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { modalClient } from "modal-emulator/client";
import { test } from "modal-emulator/vitest";
import { describe, expect, vi } from "vitest";

vi.hoisted(() => {
  // read once, as `modal` is loaded
  process.env["MODAL_CONFIG_PATH"] = `${import.meta.dirname}/profile.toml`;
  for (const name of ["REFRESH_TOKEN", "CLIENT_ID", "CLIENT_SECRET"]) process.env[`MODAL_OAUTH_${name}`] = "mine";
});

/** Runs a module of JavaScript in a process of its own. @returns what it writes */
async function runs(source: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const args = ["--input-type=module", "--eval", source];
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  return stdout.trim();
}

describe("a developer's own profile and credentials", () => {
  test("are nothing to a client of a world", async ({ world }) => {
    const said = vi.spyOn(console, "log");
    const modal = await modalClient(world);
    const own = await modal.apps.fromName("own", { createIfMissing: true });
    const sandbox = await modal.sandboxes.create(own, modal.images.fromRegistry("debian:12"));
    expect(sandbox.sandboxId).toMatch(/^sb-.{23,}$/); // of the second kind
    expect(modal.profile).toMatchObject({ environment: "main", sandboxV2: true, oauthRefreshToken: undefined });
    expect(said).not.toHaveBeenCalled();
  });

  test("are nothing to other processes that have the variables of a listener", async ({ world }) => {
    await using listener = await world.listen();
    const program = `
      import { ModalClient } from "modal";
      const modal = new ModalClient();
      await modal.queues.fromName("q", { createIfMissing: true });
      console.log(modal.profile.environment, modal.profile.sandboxV2);`;
    expect(await runs(program, listener.env)).toBe("undefined true");
    expect(world.events.of("object.created")).toHaveLength(1);
  });

  const ORDERS = [
    ["modal-emulator/client/setup", "modal"],
    ["modal", "modal-emulator/client/setup"],
  ] as const;
  test.for(ORDERS)("are nothing to clients that code makes by itself, %s before %s", async ([first, second]) => {
    const program = `
      import "${first}";
      import "${second}";
      import { ModalClient } from "modal";
      import { Emulator } from "modal-emulator/emulator";
      await using world = await Emulator.start({ threads: 0 });
      const modal = new ModalClient();
      await modal.queues.fromName("q", { createIfMissing: true });
      console.log(modal.profile.environment, modal.profile.sandboxV2, world.events.of("object.created").length);`;
    expect(await runs(program)).toBe("undefined true 1");
  });
});

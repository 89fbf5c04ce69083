// docs/how-it-works.md#what-crosses: what belongs to something that can be named is not passed itself
import { App, Dict, Environment, Image, SerializationError, Workspace } from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("managers");
const take = app.function(async function take(value: unknown) {
  return typeof value;
});

const MANAGERS: Record<string, [made: () => unknown, kind: string, hint: string]> = {
  workspace: [() => Workspace.fromContext(), "Workspace", "Call `Workspace.fromContext()`"],
  "workspace.members": [() => Workspace.fromContext().members, "WorkspaceMembers", "`Workspace.fromContext()`"],
  "workspace.settings": [() => Workspace.fromContext().settings, "WorkspaceSettingsManager", "Workspace.fromContext()"],
  "workspace.proxyTokens": [() => Workspace.fromContext().proxyTokens, "WorkspaceProxyTokens", "Workspace.fromContext"],
  "environment.roles": [() => Environment.fromName("main").roles, "EnvironmentRoles", "Pass the Environment"],
  "Environment.objects": [() => Environment.objects, "EnvironmentManager", "as in `Environment.objects`"],
  "Dict.objects": [() => Dict.objects, "ObjectManager", "as in `Dict.objects`"],
  "logs of a function": [() => take.logs, "LogsManager", "Pass the object whose logs they are"],
  "logs of a call": [async () => (await take.spawn(1)).logs, "LogsManager", "Pass the object whose logs they are"],
  "logs of an image": [() => Image.debianSlim().logs, "ImageLogs", "Pass the lines that were read"],
};

const MODES: Record<string, EmulatorOptions> = {
  "in a thread": { threads: 1 },
  "in the host's thread": { threads: 0 },
  inline: { isolation: "inline" },
};

describe.each(Object.keys(MODES))("%s", (mode) => {
  test.each(Object.entries(MANAGERS))("%s is refused", async (_name, [made, kind, hint]) => {
    await using world = await Emulator.start(MODES[mode]);
    await world.run(app, async () => {
      await using dict = await Dict.ephemeral<unknown, string>();
      const value = await made();
      for (const attempt of [() => take.remote(value), () => take.remote({ value }), () => dict.put("key", value)]) {
        const error: unknown = await attempt().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SerializationError);
        expect(String(error)).toMatch(new RegExp(` is an? ${kind}, which cannot cross`));
        expect(String(error)).toContain(hint);
      }
    });
  });
});

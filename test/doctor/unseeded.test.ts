import nodeCrypto from "node:crypto";
import fs from "node:fs";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, draw, seeded, SOURCES } from "./unseeded-app.js";

/** What a source cannot do without. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  "crypto.publicEncrypt": ["crypto.generateKeyPairSync"],
  "crypto.subtle.encrypt": ["crypto.subtle.generateKey"],
};

describe.each([0, 1])("what no seed decides is named where two runs differ (threads: %i)", (threads) => {
  test.each(Object.keys(SOURCES))("%s", async (source) => {
    const before = [nodeCrypto.sign, fs.mkdtempSync, fs.promises.mkdtemp, URL.createObjectURL, process.cpuUsage];
    // on a disk of its own, a container draws names from its seed
    await using world = await Emulator.start({ threads, disk: "host" });
    const report = await world.doctor((fresh) => fresh.run(app, () => draw.remote(source)));
    expect(report.deterministic).toBe(false);
    const [cause] = report.causes;
    expect(cause).toMatchObject({ kind: "unseeded chance", names: [...(BESIDE[source] ?? []), source].toSorted() });
    expect(cause?.text).toContain("a container that asked the machine for what no seed decides: `draw`");
    expect([nodeCrypto.sign, fs.mkdtempSync, fs.promises.mkdtemp, URL.createObjectURL, process.cpuUsage]).toEqual(
      before,
    );
  });

  test("and not where they are alike", async () => {
    await using world = await Emulator.start({ threads });
    const report = await world.doctor((fresh) => fresh.run(app, () => seeded.remote()));
    expect(report.causes).toEqual([]);
  });
});

import fs from "node:fs";
import { App, Volume } from "modal-emulator";
import { play, SCENARIOS } from "./scenarios.js";

export const app = new App("scenarios");

/** All scenarios, each in a directory of its own on the mount; by what user code imports, or by what packages have. */
export const playAll = app.function(
  { name: "playAll", volumes: { "/vol": Volume.fromName("scenarios", { createIfMissing: true }) } },
  async (who: "user" | "package", outside: string) => {
    const results: Record<string, unknown> = {};
    const files = who === "user" ? fs : process.getBuiltinModule("fs");
    for (const name of Object.keys(SCENARIOS)) {
      const dir = `/vol/${name.replaceAll(" ", "-")}`;
      files.mkdirSync(dir);
      results[name] = await play(name, files, dir, fs.mkdtempSync(`${outside}/`));
    }
    return results;
  },
);

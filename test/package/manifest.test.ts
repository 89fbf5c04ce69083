import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { INSTALL_SCRIPTS, packedManifest } from "../../tools/packed-manifest.ts";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const publishing = readFileSync(".github/workflows/publish.yml", "utf8");

test("npm runs nothing of ours where the package is installed", () => {
  const { scripts } = packedManifest(manifest);
  expect(INSTALL_SCRIPTS.filter((name) => Object.hasOwn(scripts, name))).toEqual([]);
  expect(scripts).not.toHaveProperty("prepack");
  expect(existsSync("binding.gyp")).toBe(false); // npm would compile it
});

test("of what it runs in a clone there is `prepare` alone, which builds", () => {
  expect(INSTALL_SCRIPTS.filter((name) => Object.hasOwn(manifest.scripts, name))).toEqual(["prepare"]);
});

test("the package is published with its provenance", () => {
  expect(manifest).toMatchObject({ publishConfig: { access: "public", provenance: true } });
  expect(manifest.scripts["release"]).toMatch(/npm publish$/);
  expect(publishing).toMatch(/^ +id-token: write\b/m);
  expect(publishing).toMatch(/^ +- run: npm run release$/m);
});

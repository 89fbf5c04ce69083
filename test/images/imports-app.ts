import { App, Image } from "modal-emulator";

export const heavy = Image.debianSlim().pipInstall("heavy");
export const app = new App("imports");

// @ts-expect-error nobody has it
export const missing: unknown = await heavy.imports(() => import("a-package-that-nobody-has"));
export const path = await heavy.imports(() => import("node:path"));

export const equal = app.function({ image: Image.debianSlim().pipInstall("heavy") }, async function equal() {
  return "started";
});

/** An image above it is another one. */
export const above = app.function({ image: heavy.env({ A: "1" }) }, async function above() {
  return [missing, path.basename("/a/b")];
});

export const itself = app.function({ image: heavy }, async function itself() {
  return "started";
});

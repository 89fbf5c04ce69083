import { App } from "modal-emulator";

const end = (text: string): string => text.replaceAll("\\", "/").split("/").slice(-2).join("/");

export const app = new App("import-meta");
export const probe = app.function(async function probe(): Promise<string[]> {
  return [import.meta.url, import.meta.filename, import.meta.dirname, import.meta.resolve("../parts/answer.ts"), import.meta.resolve("esm-package")].map(end);
});
export const expected = ["features/import-meta.ts", "features/import-meta.ts", expect("features"), "parts/answer.ts", "esm-package/index.mjs"];

function expect(folder: string): string {
  return end(new URL(`../${folder}`, import.meta.url).pathname);
}

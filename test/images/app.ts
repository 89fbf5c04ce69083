import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { App, Image } from "modal-emulator";

export const local = fileURLToPath(new URL("./local/", import.meta.url));

export const base = Image.debianSlim("3.12").aptInstall("ffmpeg");
export const torch = base.pipInstall("torch", "numpy").env({ LEVEL: "debug" });

export const app = new App("images");

export const one = app.function({ image: torch }, async function one() {
  return [process.env["LEVEL"], process.env["MODAL_IMAGE_ID"]];
});

export const two = app.function({ image: base.runCommands("make") }, async function two() {
  return process.env["MODAL_IMAGE_ID"];
});

export const copied = base
  .env({ FROM: "base" })
  .workdir("/srv")
  .addLocalFile(`${local}/a.txt`, "/opt/of-image/a.txt", { copy: true });

/** What a container of an image that was published sees. */
export const named = new App("named");

export const look = named.function({ image: Image.fromName("copied:v1").env({ OWN: "own" }) }, async function look() {
  return [process.env["FROM"], process.env["OWN"], fs.readFileSync("/opt/of-image/a.txt", "utf8")];
});

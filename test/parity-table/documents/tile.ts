import { expect } from "vitest";
import { App, Image } from "modal-emulator";
import { INLINE } from "../inline.ts";
import { type Area, works } from "../row.ts";

export const tile: Area = {
  title: "Overview of names",
  rows: [
    works(
      "Basic usage: App, Image.debian_slim().pip_install, @app.function(image=), .remote, local_entrypoint",
      "the same, in camelCase",
      async (world) => {
        const app = new App("my-app");
        const image = Image.debianSlim().pipInstall("requests");
        const fetchData = app.function({ ...INLINE, image }, async function fetchData(url: string) {
          return (await fetch(url)).json();
        });
        const main = app.localEntrypoint(async function main() {
          return fetchData.remote("https://api.example.com/data");
        });
        world.onFetch("https://api.example.com/data", () => Response.json({ key: "value" }));
        expect(await world.run(app, main)).toEqual({ key: "value" });
      },
    ),
  ],
};

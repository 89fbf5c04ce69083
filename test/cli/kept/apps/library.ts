import { App, Image, method, Secret, Volume } from "modal-emulator";

export const app = new App("library");

export const lend = app.function(
  {
    image: Image.debianSlim().env({ HOUSE: "library" }),
    secrets: [Secret.fromName("key", {}), Secret.fromObject({ FLOOR: "2" })],
    volumes: { "/books": Volume.fromName("books", { createIfMissing: true }) },
  },
  async function lend() {},
);

export const desk = app.cls(
  { image: Image.debianSlim().env({ HOUSE: "desk" }) },
  class Desk {
    serve = method(async () => {});
  },
);

app.localEntrypoint(async function main() {});

import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("import-meta");

const look = app.function(async function look() {
  const { url, ...rest } = import.meta;
  return {
    url,
    dirname: rest.dirname,
    filename: import.meta.filename,
    main: import.meta.main,
    beside: import.meta.resolve("./beside.js"),
    builtIn: import.meta.resolve("fs"),
    package: import.meta.resolve("vitest/package.json"),
    unknown: (import.meta as { vitest?: unknown }).vitest,
    environment: (import.meta as { env?: { MODE: string } }).env?.MODE,
  };
});

test("a module in a container has an import.meta as other modules do", async () => {
  await using world = await Emulator.start({ threads: 1 });
  const url = pathToFileURL(import.meta.filename).href;
  expect(await world.run(app, () => look.remote())).toEqual({
    url,
    dirname: dirname(import.meta.filename),
    filename: import.meta.filename,
    main: false,
    beside: new URL("./beside.js", url).href,
    builtIn: "node:fs",
    package: expect.stringMatching(/^file:.*\/node_modules\/vitest\/package\.json$/) as string,
    unknown: undefined,
    environment: undefined,
  });
});

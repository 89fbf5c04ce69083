import { App } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("frames");

/** What the containers write before the test fails: stacks in the ways in which they come into logs. */
const WRITERS: Readonly<Record<string, () => void>> = {
  "an error": () => console.error(new Error("logged")),
  "a stack": () => console.log(new Error("logged").stack),
  "a stack alone": () => console.log(new Error("logged").stack?.replace(/^.*\n/, "")),
  "a cause": () => console.error(new Error("logged", { cause: new TypeError("within") })),
  "a trace": () => console.trace("logged"),
  "other line ends": () => process.stdout.write(new Error("logged").stack?.replaceAll("\n", "\r") ?? ""),
  "lines of Windows": () => console.log(new Error("logged").stack?.replaceAll("\n", "\r\n")),
};

const write = app.function({}, async function write(what: string): Promise<number> {
  WRITERS[what]?.();
  return 1;
});

for (const what of Object.keys(WRITERS)) {
  test(`value after ${what}`, async ({ world, expect }) => {
    const got = await world.run(app, () => write.remote(what));
    expect(got).toBe(2); // here
  });

  test(`matcher after ${what}`, async ({ world, expect }) => {
    await world.run(app, () => write.remote(what));
    expect(write).toHaveRun({ times: 2 }); // here
  });
}

import { App, Sandbox } from "modal-emulator";

export const app = new App("passing");

/** Makes a sandbox in the app of its container. */
export const makes = app.function({}, async function makes(name: string) {
  const sandbox = await Sandbox.create("cat", { name });
  await sandbox.filesystem.writeText(`made as ${name}`, "/srv/note");
  return sandbox;
});

/** Uses one that somebody else has made. */
export const uses = app.function({}, async function uses(sandbox: Sandbox) {
  const process = await sandbox.exec("cat", "/srv/note");
  const found = await Sandbox.fromName("passing", await process.stdout.readText().then((text) => text.slice(8)));
  return [found.objectId, await process.wait()] as const;
});

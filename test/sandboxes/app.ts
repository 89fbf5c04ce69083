import { App, Sandbox } from "modal-emulator";

export const app = new App("sandboxes");

async function outcome(script: string): Promise<[stdout: string, code: number]> {
  const sandbox = await Sandbox.create();
  const process = await sandbox.exec("sh", "-c", script);
  const end = [await process.stdout.readText(), await process.wait()] as [string, number];
  await sandbox.terminate();
  return end;
}

export const runs = app.function({}, async function runs(script: string) {
  return outcome(script);
});

export const hasty = app.function({ timeoutMs: 1000 }, async function hasty(script: string) {
  return outcome(script);
});

import { App, Sandbox, type SandboxCreateOptions } from "modal-emulator";

/** Starts a sandbox that waits, or runs a command. */
export async function aSandbox(options: SandboxCreateOptions = {}, ...words: string[]): Promise<Sandbox> {
  const app = await App.lookup("sandboxes", { createIfMissing: true });
  return Sandbox.create(...words, { app, ...options });
}

/** What a command of a sandbox has written to stdout, and to stderr. */
export async function said(sandbox: Sandbox, ...argv: string[]): Promise<string> {
  const process = await sandbox.exec(argv);
  return (await process.stdout.readText()) + (await process.stderr.readText());
}

import type { Sandbox } from "modal-emulator";
import { outcome } from "./with-sandbox.js";

/** What a program of Python that is given as text prints. @throws if it fails */
export async function printed(sandbox: Sandbox, text: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await outcome(sandbox, "python3", "-c", text, ...args);
  if (code !== 0) throw new Error(`${text} ended with ${code}: ${stderr}`);
  return stdout;
}

/** A sandbox that lives for a day. */
export const LONG = { timeoutMs: 86_000_000 };

import { expandPrompt } from "./expansion/prompt-text.js";
import type { Shell } from "./state/shell.js";

/** Tells a command on standard error, under `set -x`. */
export async function trace(shell: Shell, text: string | (() => string)): Promise<void> {
  if (!shell.options.has("xtrace") || shell.tracing) return;
  shell.tracing = true;
  const { status } = shell;
  try {
    const prompt = await expandPrompt(shell, shell.variables.get("PS4") ?? "+ ");
    const [first = "", ...rest] = Array.from(prompt);
    const line = `${first.repeat(shell.xtraceDepth + 1)}${rest.join("")}${typeof text === "string" ? text : text()}\n`;
    const fd = Number(shell.variables.get("BASH_XTRACEFD") ?? "2");
    await shell.write(shell.process.files.has(fd) ? fd : 2, line);
  } finally {
    shell.tracing = false;
    shell.status = status;
  }
}

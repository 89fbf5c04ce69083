import type { ContainerProcess, Sandbox, SidecarContainer } from "modal";

/** What a command of a sandbox comes to. */
export async function outcome(
  sandbox: Sandbox | SidecarContainer,
  ...command: string[]
): Promise<{ stdout: string; stderr: string; code: number }> {
  return endOf(await sandbox.exec(command));
}

/** What a process has written, and its exit code. */
export async function endOf(
  process: ContainerProcess<string>,
): Promise<{ stdout: string; stderr: string; code: number }> {
  const [stdout, stderr, code] = await Promise.all([
    process.stdout.readText(),
    process.stderr.readText(),
    process.wait(),
  ]);
  return { stdout, stderr, code };
}

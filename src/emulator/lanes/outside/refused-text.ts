import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";

/**
 * What does not see the disk of a container may not be told a path there that the machine has otherwise.
 * @param what it is, such as `child_process.exec`
 * @throws UnimplementedError
 */
export function refuseText({ paths }: ContainerMounts, what: string, text: string): void {
  if (paths.isChangedAt(text))
    throw new UnimplementedError(
      `${what} was given ${JSON.stringify(text)}, which this container has changed on its own disk (\`disk: "private"\`): that is in memory, and only \`node:fs\` sees it; this would use what the host's own disk has there.`,
    );
  const mount = paths.mentionedIn(text);
  if (mount === undefined) return;
  throw new UnimplementedError(
    `${what} was given ${JSON.stringify(text)}, which is in the mount ${mount}: mounts are in memory, and only \`node:fs\` sees them; this would use the host's own disk. Copy what is needed to a temporary directory with fs.cpSync, let it work there, and copy the results back.`,
  );
}

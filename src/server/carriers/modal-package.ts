import { createRequire } from "node:module";
import { dirname } from "node:path";
import type * as Grpc from "@grpc/grpc-js";
import { NotFoundError } from "../../contract/errors.js";

/** Modal's own package, as it is installed beside this one. */
export interface ModalPackage {
  /** The folder of its code, with a separator at the end. */
  readonly folder: string;
  /** gRPC as it uses it. */
  readonly grpc: typeof Grpc;
}

let found: ModalPackage | undefined;

/** @throws NotFoundError if it is not installed */
export function modalPackage(): ModalPackage {
  return (found ??= find());
}

function find(): ModalPackage {
  const modal = resolve("modal", import.meta.url);
  const grpc = createRequire(resolve("nice-grpc", modal))("@grpc/grpc-js") as typeof Grpc;
  return { folder: `${dirname(modal)}/`, grpc };
}

function resolve(name: string, from: string): string {
  try {
    return createRequire(from).resolve(name);
  } catch {
    throw new NotFoundError(
      `Modal's own package cannot be found (\`${name}\`): \`npm install --save-dev --save-exact modal@0.11.1\`.`,
    );
  }
}

import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import { NotFoundError } from "../contract/errors.js";

/** gRPC as the installed `modal` package uses it. @throws NotFoundError if it is not installed */
export function grpcOfModal(): typeof Grpc {
  let at = import.meta.url;
  for (const name of ["modal", "nice-grpc"])
    try {
      at = createRequire(at).resolve(name);
    } catch {
      throw new NotFoundError("Modal's own package is not installed: `npm install --save-dev modal@0.11.1`.");
    }
  return createRequire(at)("@grpc/grpc-js") as typeof Grpc;
}

import { createInterface } from "node:readline";
import type { Socket } from "node:net";

/** What a command asks at a door. */
export interface Request {
  readonly token: string;
  readonly argv: readonly string[];
  /** Of whoever gave it. */
  readonly directory: string;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  /** What MODAL_ENVIRONMENT says there. */
  readonly environment: string | undefined;
}

/** What it hears meanwhile. Bytes are base64. */
export type Reply =
  | { readonly kind: "stdout" | "stderr"; readonly bytes: string }
  | { readonly kind: "ask"; readonly question: string }
  | { readonly kind: "end"; readonly code: number };

/** To a question. */
export interface Answer {
  /** Why it is no. */
  readonly problem?: string;
}

/** Messages are lines of JSON. */
export function sendMessage(socket: Socket, message: Request | Reply | Answer): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}

/** Those that come, until the other side ends. */
export async function* receivedMessages(socket: Socket): AsyncGenerator {
  using lines = createInterface({ input: socket });
  for await (const line of lines) yield JSON.parse(line);
}

import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { ReportedError } from "../endings/reported-error.js";
import type { CommandHost } from "./command-host.js";
import { type Reply, receivedMessages, sendMessage } from "./door-messages.js";
import type { Holder } from "./state-lock.js";

/**
 * Has the process that serves a state carry out a command, and shows what it shows.
 * @returns the code that it ends with
 * @throws ReportedError if that process ends meanwhile
 */
export async function forward(
  { port, token }: NonNullable<Holder["door"]>,
  { argv, directory, streams, around }: CommandHost,
  confirm: (question: string) => Promise<void>,
): Promise<number> {
  const gone = "The process that serves the state has ended meanwhile.";
  const socket: Socket = connect({ port, host: "127.0.0.1" });
  const stop = (): void => void socket.destroy();
  around.signal.addEventListener("abort", stop);
  try {
    await once(socket, "connect").catch(() => {
      throw new ReportedError(gone);
    });
    const { stdout } = streams;
    const environment = process.env["MODAL_ENVIRONMENT"];
    sendMessage(socket, { token, argv, directory, isTTY: stdout.isTTY === true, columns: stdout.columns, environment });
    for await (const message of receivedMessages(socket)) {
      const reply = message as Reply;
      if (reply.kind === "end") return reply.code;
      if (reply.kind === "ask") {
        const problem = await confirm(reply.question).then(
          () => undefined,
          (error: globalThis.Error) => error.message,
        );
        sendMessage(socket, problem === undefined ? {} : { problem });
      } else streams[reply.kind].write(Buffer.from(reply.bytes, "base64"));
    }
    throw new ReportedError(gone);
  } finally {
    around.signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

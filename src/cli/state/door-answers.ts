import { once } from "node:events";
import { connect } from "node:net";

/** Whether somebody listens at a port of 127.0.0.1: a process that was killed has left its door's name behind. */
export async function doorAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

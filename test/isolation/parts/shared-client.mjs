import { connect } from "node:net";

/** As the pool of a package: one connection, made by whoever comes first and used by all. */
let socket;

export async function query(port, text) {
  socket ??= await new Promise((resolve) => {
    const made = connect(port, "127.0.0.1", () => resolve(made));
  });
  const answer = new Promise((resolve) => {
    socket.once("data", (data) => resolve(String(data)));
  });
  socket.write(text);
  return answer;
}

export function end() {
  socket?.destroy();
  socket = undefined;
}

import type { OpenSession } from "../../api/session/session.js";
import { Emulator } from "./emulator.js";

/** The world that `app.run` makes for itself: what its containers write goes to the process's own streams. */
export async function openDefaultWorld(): Promise<OpenSession> {
  const world = await Emulator.start();
  world.logs.subscribe(({ source, message }) =>
    process[source === "stderr" ? "stderr" : "stdout"].write(`${message}\n`),
  );
  return { session: world.session, [Symbol.asyncDispose]: () => world.close() };
}

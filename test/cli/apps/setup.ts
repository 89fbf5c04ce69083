import type { Emulator } from "modal-emulator/emulator";

export default function prepare(world: Emulator): void {
  world.secrets.set("greeting", { GREETING: "hi", NAME: "setup" });
  world.onFetch("http://greeting.test/", () => new Response("hello from a stand-in"));
}

import { App, Dict, interact } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

export const app = new App("ask");
const noted: Dict<number, string> = Dict.fromName("noted", { createIfMissing: true });

export const ask = app.function(async function ask() {
  await noted.put("by the container", 42);
  const began = Date.now();
  await interact();
  return Date.now() - began;
});

if (import.meta.main) {
  await using world = await Emulator.start({ threads: 1 });
  const waited = await world.run(app, () => ask.remote());
  console.log(`${waited} ms later`);
}

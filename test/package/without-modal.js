// In a project without Modal's package: everything else works, and what needs it says so.
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";

await using world = await Emulator.start({ threads: 0 });
const needing = {
  modalClient: () => modalClient(world),
  listen: () => world.listen(),
  setup: () => import("modal-emulator/client/setup"),
};
for (const [name, use] of Object.entries(needing)) {
  const error = await use().then(
    () => undefined,
    (thrown) => thrown,
  );
  const isClear = /^Modal's own package cannot be found .*npm install --save-dev --save-exact modal@0\.11\.1/;
  if (error?.name !== "NotFoundError" || !isClear.test(error.message))
    throw new Error(`Without Modal's package, ${name} said: ${error}`);
}

import { defaultWorld } from "./api/session/session.js";

export * from "./api/api.js";

// The one place where the API meets the emulator: without a world in sight, `app.run` makes one of these.
defaultWorld.open = async () => (await import("./emulator/world/open-default-world.js")).openDefaultWorld();

import { Emulator } from "modal-emulator/emulator";
import type { Backend, CommandName, Commands } from "../../src/contract/backend.js";
import type { Session } from "../../src/api/session/session.js";
import { app, relay, VOLUME } from "./apps/relay.js";
import { backendContract, EVERYWHERE } from "./backend.js";
import { packed, unpacked } from "./packed.js";

const ANSWERED_URL = "https://hello.example/";

/** Hands commands over to a container, and its answers back. */
class RelayedBackend implements Backend {
  readonly #world: Emulator;

  constructor(world: Emulator) {
    this.#world = world;
  }

  async send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    const relayed = packed(command) as Commands[C]["command"];
    const answer = (await this.#world.within(() => relay.remote(name, relayed))) as
      | { value: unknown }
      | { error: unknown };
    if ("error" in answer) throw answer.error;
    return unpacked(answer.value) as Commands[C]["result"];
  }
}

backendContract(
  "the host of a world",
  async () => {
    const world = await Emulator.start({ threads: 1 });
    const { session } = world as unknown as { session: Session };
    return { backend: session.backend, [Symbol.asyncDispose]: () => world.close() };
  },
  [...EVERYWHERE, "outside"],
);

for (const threads of [0, 1])
  backendContract(
    `a container, threads: ${threads}`,
    async () => {
      const world = await Emulator.start({ threads });
      world.onFetch(ANSWERED_URL, () => new Response("hello"));
      await world.deploy(app);
      return {
        backend: new RelayedBackend(world),
        inside: { volume: VOLUME, url: ANSWERED_URL },
        [Symbol.asyncDispose]: () => world.close(),
      };
    },
    [...EVERYWHERE, "inside"],
  );

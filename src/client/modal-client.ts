import type { ModalClient, ModalClientParams } from "modal";
import { ClientClosed, InvalidError } from "../contract/errors.js";
import { describe } from "../checks/options.js";
import { Emulator } from "../emulator/world/emulator.js";
import { keepTo } from "./keep-to-world.js";
import { endRoute, HOSTS, routeHost } from "./route-channels.js";
import { giveTime, knownAsModals } from "./time-of-clients.js";
import { noteClientOf } from "./world-of-client.js";

/** What a client of a world may be made with. */
export type WorldClientParams = Omit<ModalClientParams, "cpClient">;

let clients = 0;

/**
 * A client of Modal's own package, `modal`, as it is installed, that talks to a world: in this process, without a
 * socket. Its code has the world's time, and its retries, time limits and middleware work as ever. What it asks for is
 * done by the world's host.
 * @param params as of `new ModalClient`; the environment is that of the world unless given
 * @throws NotFoundError if `modal` is not installed
 * @throws InvalidError if it is no world
 * @throws ClientClosed if the world is closed
 * @example
 * const modal = await modalClient(world);
 * const square = await modal.functions.fromName("maths", "square");
 * expect(await square.remote([3])).toBe(9);
 */
export async function modalClient(world: Emulator, params: WorldClientParams = {}): Promise<ModalClient> {
  checkWorld(world);
  if (world.isClosed) throw new ClientClosed("modalClient: this world is closed.");
  noteClientOf(world);
  const host = `world-${++clients}${HOSTS}`;
  const plane = await world.clients.controlPlane;
  routeHost(host, (call) => plane.answer(call));
  world.clients.onClose(() => endRoute(host));
  giveTime();
  const { ModalClient: Client } = await import("modal");
  const Base = Client as unknown as new (params: object) => { createClient(profile: object): object };
  class WorldClient extends Base {
    /** The profile is the developer's own until here. */
    override createClient(profile: object): object {
      const made = super.createClient(Object.assign(profile, worldProfile(host)));
      return isAllModals ? knownAsModals(made) : made;
    }
  }
  const { environment = world.session.environment } = params;
  const isAllModals = !params.logger && !params.grpcMiddleware?.length;
  const logLevel = process.env["MODAL_LOGLEVEL"] || "warn"; // and not that of the profile
  const all = { ...world.clients.tokens.any, logLevel, ...params, environment };
  const client = new WorldClient(all) as unknown as ModalClient;
  keepTo(world, client);
  return client;
}

/**
 * What stands for Modal's servers, for clients that code makes with parameters of its own:
 * `new ModalClient({ cpClient: await controlPlane(world) })`. Its methods are those of Modal's protocol. While several
 * worlds are open, such clients have the time of the one that code made the first of them for, or inside of which it is by
 * `world.within(() => …)`.
 * @throws NotFoundError if `modal` is not installed
 */
export async function controlPlane(world: Emulator): Promise<ModalClient["cpClient"]> {
  return (await modalClient(world)).cpClient;
}

function checkWorld(world: unknown): asserts world is Emulator {
  if (world instanceof Emulator) return;
  const hint = world instanceof Promise ? " Await `Emulator.start` first." : "";
  throw new InvalidError(
    `modalClient takes a world, as \`Emulator.start\` and the fixture of "modal-emulator/vitest" make it, got ${describe(world)}.${hint}`,
  );
}

/** What takes the place of a developer's own profile, but for what parameters say. */
function worldProfile(host: string): object {
  const sandboxV2 = !["0", "false"].includes(process.env["MODAL_SANDBOX_V2"]?.toLowerCase() ?? "");
  return { serverUrl: `http://${host}`, imageBuilderVersion: undefined, sandboxV2 };
}

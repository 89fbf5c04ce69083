import { InProcessCall, type OutgoingCall } from "../server/carriers/in-process-call.js";
import { modalPackage } from "../server/carriers/modal-package.js";
import type { IncomingCall } from "../server/rpc/incoming-call.js";
import { Status, type RpcStatus } from "../server/rpc/status.js";
import { statusOf } from "../server/rpc/status-of-error.js";
import { outsideOfModals } from "./time-of-clients.js";
import { worldOfClient, worldToAsk } from "./world-of-client.js";

export type Answer = (call: IncomingCall) => Promise<void>;

/** What ends the names of hosts that are in this process. No such name is ever looked up. */
export const HOSTS = ".modal-emulator.invalid";
/** Stands for the world in sight, whichever that is at each call. */
export const AMBIENT_HOST: string = `world${HOSTS}`;

const answers = new Map<string, Answer>();
let isRouted = false;

/** From now on, clients in this process that dial a host reach `answer`, without a socket. @param host ends in {@link HOSTS} */
export function routeHost(host: string, answer: Answer): void {
  answers.set(host, answer);
  if (isRouted) return;
  isRouted = true;
  const { Channel, Metadata } = modalPackage().grpc;
  const { createCall } = Channel.prototype;
  Channel.prototype.createCall = function (this: InstanceType<typeof Channel>, ...args) {
    const [, name = ""] = /^dns:\/*(.*):\d+$/.exec(this.getTarget()) ?? [];
    if (!name.endsWith(HOSTS)) return noted(createCall.apply(this, args));
    const call = { path: args[0], authority: name };
    const found = answers.get(name) ?? gone;
    return new InProcessCall(call, (incoming) => outsideOfModals(() => found(incoming)), Metadata);
  };
}

/** Nothing answers there any more. */
export function endRoute(host: string): void {
  answers.delete(host);
}

/** From now on, clients that dial {@link AMBIENT_HOST} reach the world in sight. */
export function routeAmbientHost(): void {
  routeHost(AMBIENT_HOST, async (call) => {
    try {
      const plane = await worldToAsk().clients.controlPlane;
      await plane.answer(call);
    } catch (error) {
      await endWithout(call, statusOf(error));
    }
  });
}

/** A call that goes through a socket: whoever waits for its answer has the world's time, but waits for something else. */
function noted(call: OutgoingCall): OutgoingCall {
  const clients = worldOfClient()?.clients;
  if (!clients?.isTimed) return call;
  const end = clients.begin();
  const { start } = call;
  call.start = (metadata, listener) =>
    start.call(call, metadata, {
      onReceiveMetadata: (received) => listener.onReceiveMetadata(received),
      onReceiveMessage: (message) => listener.onReceiveMessage(message),
      onReceiveStatus: (status) => {
        end();
        listener.onReceiveStatus(status);
      },
    });
  return call;
}

async function gone(call: IncomingCall): Promise<void> {
  const details = "The world of this client is closed: nothing can be asked of it any more.";
  await endWithout(call, { code: Status.FAILED_PRECONDITION, details });
}

/** Ends a call for which there is no world. */
async function endWithout(call: IncomingCall, status: RpcStatus): Promise<void> {
  if (!call.path.endsWith("Heartbeat")) return call.end(status);
  await call.send(new Uint8Array()); // an error would be one that nobody catches
  call.end({ code: Status.OK, details: "" });
}

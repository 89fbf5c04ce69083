import { InProcessCall } from "../server/carriers/in-process-call.js";
import { modalPackage } from "../server/carriers/modal-package.js";
import type { IncomingCall } from "../server/rpc/incoming-call.js";
import { Status } from "../server/rpc/status.js";
import { statusOf } from "../server/rpc/status-of-error.js";
import { worldToAsk } from "./world-of-client.js";

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
    if (!name.endsWith(HOSTS)) return createCall.apply(this, args);
    const call = { path: args[0], authority: name };
    return new InProcessCall(call, answers.get(name) ?? gone, Metadata);
  };
}

/** From now on, clients that dial {@link AMBIENT_HOST} reach the world in sight. */
export function routeAmbientHost(): void {
  routeHost(AMBIENT_HOST, async (call) => {
    try {
      const plane = await worldToAsk().clients.controlPlane;
      await plane.answer(call);
    } catch (error) {
      call.end(statusOf(error));
    }
  });
}

async function gone(call: IncomingCall): Promise<void> {
  const details = "The world of this client is closed: nothing can be asked of it any more.";
  call.end({ code: Status.FAILED_PRECONDITION, details });
}

import { InProcessCall } from "../server/carriers/in-process-call.js";
import type { IncomingCall } from "../server/rpc/incoming-call.js";
import { modalPackage } from "../server/carriers/modal-package.js";

export type Answer = (call: IncomingCall) => Promise<void>;

/** What ends the names of hosts that are in this process. No such name is ever looked up. */
export const HOSTS = ".modal-emulator.invalid";

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

async function gone(call: IncomingCall): Promise<void> {
  call.end({ code: 9, details: "The world of this client is closed: nothing can be asked of it any more." });
}

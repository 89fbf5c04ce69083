import { InProcessCall, type OutgoingCall } from "../server/carriers/in-process-call.js";
import type { IncomingCall } from "../server/rpc/incoming-call.js";
import { grpcOfModal } from "./grpc-of-modal.js";

export type Answer = (call: IncomingCall) => Promise<void>;

/** Who answers at which address: `host:port`, as channels of gRPC have it. */
const answers = new Map<string, Answer>();
let isRouted = false;

/** From now on, clients in this process that dial an address reach `answer`, without a socket. @returns how to end that */
export function routeChannel(address: string, answer: Answer): () => void {
  answers.set(address, answer);
  if (!isRouted) {
    isRouted = true;
    const { Channel, Metadata } = grpcOfModal();
    const { createCall } = Channel.prototype;
    Channel.prototype.createCall = function (this: InstanceType<typeof Channel>, ...args) {
      const found = answers.get(this.getTarget().replace(/^dns:\/*/, ""));
      return found
        ? (new InProcessCall(args[0], found, Metadata) as unknown as OutgoingCall)
        : createCall.apply(this, args);
    };
  }
  return () => void answers.delete(address);
}

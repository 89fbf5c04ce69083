import type * as Grpc from "@grpc/grpc-js";
import { InvalidError } from "../../contract/errors.js";
import type { ControlPlane } from "../control-plane.js";
import { knownMethods, type RpcMethod } from "../protocol/methods.js";
import { GrpcCall } from "./grpc-call.js";
import { modalPackage } from "./modal-package.js";

/** Nothing of a world listens anywhere else. */
const HOST = "127.0.0.1";
/** What all of Modal's clients send and take at most. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

const OPTIONS = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  "grpc-node.flow_control_window": 64 * 1024 * 1024,
};

/** A control plane on a port of this machine, by HTTP/2 in clear text. */
export class GrpcServer {
  readonly #server: Grpc.Server;
  #port = 0;

  /** @throws NotFoundError if `modal`, which brings gRPC along, is not installed */
  constructor(plane: ControlPlane) {
    const { Server } = modalPackage().grpc;
    this.#server = new Server(OPTIONS);
    for (const method of knownMethods().values()) this.#register(method, plane);
  }

  get port(): number {
    return this.#port;
  }

  /** @throws InvalidError if something else listens there */
  async listen(port: number): Promise<void> {
    const { ServerCredentials } = modalPackage().grpc;
    try {
      this.#port = await new Promise<number>((resolve, reject) => {
        this.#server.bindAsync(`${HOST}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
          error ? reject(error) : resolve(bound),
        );
      });
    } catch (error) {
      throw new InvalidError(
        `Port ${port} of ${HOST} cannot be listened on: ${(error as globalThis.Error).message} Choose another, or 0 for any that is free.`,
      );
    }
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #register(method: RpcMethod, plane: ControlPlane): void {
    const kind = method.requestStream ? "clientStream" : method.responseStream ? "serverStream" : "unary";
    const handle = (call: Grpc.ServerDuplexStream<Buffer, Buffer>, callback?: Grpc.sendUnaryData<Buffer>): void =>
      void plane.answer(new GrpcCall(method, call, callback));
    this.#server.register(method.path, handle, asIs, asIs, kind);
  }
}

/** Messages are read and written where they are answered. */
function asIs(bytes: Buffer): Buffer {
  return bytes;
}

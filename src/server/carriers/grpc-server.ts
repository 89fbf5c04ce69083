import type * as Grpc from "@grpc/grpc-js";
import { InvalidError } from "../../contract/errors.js";
import type { ControlPlane } from "../control-plane.js";
import { knownMethods, type RpcMethod } from "../protocol/methods.js";
import { GrpcCall } from "./grpc-call.js";
import { MAX_MESSAGE_BYTES } from "./message-size.js";
import { modalPackage } from "./modal-package.js";

/** Nothing of a world listens anywhere else. */
const HOST = "127.0.0.1";
/** Stands for every method that nobody knows. */
const UNKNOWN = "/unknown";

const OPTIONS = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  "grpc-node.flow_control_window": 64 * 1024 * 1024,
  "grpc.enable_channelz": 0, // statistics that nobody reads
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
    this.#registerUnknown(plane);
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

  /** What is not known is answered like all else, instead of by gRPC, which does not say whom it comes from. */
  #registerUnknown(plane: ControlPlane): void {
    const handle = (call: Grpc.ServerDuplexStream<Buffer, Buffer>): void =>
      void plane.answer(new GrpcCall({ path: call.getPath(), requestStream: true }, call));
    this.#server.register(UNKNOWN, handle, asIs, asIs, "bidi");
    const server = this.#server as unknown as Handlers;
    const { _retrieveHandler: retrieve } = server;
    server._retrieveHandler = (path) => {
      const known = retrieve.call(server, path);
      if (known) return known;
      const handler = retrieve.call(server, UNKNOWN);
      return handler && { ...handler, path };
    };
  }
}

/** What a server of gRPC looks up by the path of a call, which its own types do not show. */
interface Handlers {
  _retrieveHandler(path: string): ({ readonly path: string } & object) | null | undefined;
}

/** Messages are read and written where they are answered. */
function asIs(bytes: Buffer): Buffer {
  return bytes;
}

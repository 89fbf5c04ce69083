import { once } from "node:events";
import type * as Grpc from "@grpc/grpc-js";
import type { RpcMethod } from "../protocol/methods.js";
import type { IncomingCall } from "../rpc/incoming-call.js";
import { Status, type RpcStatus } from "../rpc/status.js";
import { modalPackage } from "./modal-package.js";

type Surface = Grpc.ServerDuplexStream<Buffer, Buffer> & { readonly request?: Buffer };

/** A call that has come through a socket. */
export class GrpcCall implements IncomingCall {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly #isStream: boolean;
  readonly #call: Surface;
  readonly #callback: Grpc.sendUnaryData<Buffer> | undefined;
  #answer: Buffer | undefined;
  #isOver = false;

  /** @param callback takes the answer, unless it is a stream */
  constructor(
    { path, requestStream }: Pick<RpcMethod, "path" | "requestStream">,
    call: Surface,
    callback?: Grpc.sendUnaryData<Buffer>,
  ) {
    this.path = path;
    this.#isStream = requestStream;
    this.#call = call;
    this.#callback = callback;
    const aborting = new AbortController();
    this.signal = aborting.signal;
    const leave = (): void => {
      if (!this.#isOver) aborting.abort(); // the end of every call is heard as well, and to abort takes long
    };
    call.on("cancelled", leave);
    call.on("error", leave); // the connection was cut
  }

  get authority(): string {
    return this.#call.getHost();
  }

  get messages(): AsyncIterable<Uint8Array> {
    return this.#isStream ? this.#call : only(this.#call.request);
  }

  header(name: string): string | undefined {
    return this.#call.metadata.get(name)[0]?.toString();
  }

  async send(message: Uint8Array): Promise<void> {
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    if (this.#callback) this.#answer = bytes;
    else if (!this.#call.write(bytes)) await once(this.#call, "drain", { signal: this.signal });
  }

  end({ code, details, trailers = {} }: RpcStatus): void {
    this.#isOver = true;
    const { Metadata } = modalPackage().grpc;
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(trailers))
      metadata.set(name, typeof value === "string" ? value : Buffer.from(value));
    const error = code === Status.OK ? null : { code, details, metadata };
    if (this.#callback) this.#callback(error, this.#answer ?? null, metadata);
    else if (error) this.#call.emit("error", error);
    else this.#call.end(metadata);
  }
}

async function* only(message: Buffer | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  if (message) yield message;
}

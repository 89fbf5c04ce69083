import type { ChannelInterface as Channel, Metadata, StatusObject } from "@grpc/grpc-js";
import { Inbox } from "./inbox.js";
import type { IncomingCall } from "../rpc/incoming-call.js";
import { MAX_MESSAGE_BYTES } from "./message-size.js";
import { Status, type RpcStatus } from "../rpc/status.js";

/** What Modal's package makes of a channel: a call, with what is heard of it. */
export type OutgoingCall = ReturnType<Channel["createCall"]>;
type Listener = Parameters<OutgoingCall["start"]>[1];

/** A class that makes metadata, of the copy of gRPC that the client uses. */
export type MetadataClass = new () => Metadata;

/**
 * A call of a client in this process: what would go through a socket is handed over. Takes the place of the call that a
 * channel of `@grpc/grpc-js` makes.
 */
export class InProcessCall implements IncomingCall {
  readonly path: string;
  readonly authority: string;
  readonly messages: Inbox<Uint8Array> = new Inbox();
  readonly #aborting = new AbortController();
  readonly #answer: (call: IncomingCall) => Promise<void>;
  readonly #Metadata: MetadataClass;
  #metadata: Metadata | undefined;
  #listener: Listener | undefined;
  #isOver = false;
  /** How many messages the client wants that have not come. */
  #wanted = 0;
  #wants: (() => void) | undefined;

  constructor(
    { path, authority }: Pick<IncomingCall, "path" | "authority">,
    answer: (call: IncomingCall) => Promise<void>,
    metadata: MetadataClass,
  ) {
    this.path = path;
    this.authority = authority;
    this.#answer = answer;
    this.#Metadata = metadata;
  }

  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  header(name: string): string | undefined {
    const [value] = this.#metadata?.get(name) ?? [];
    return value?.toString();
  }

  async send(message: Uint8Array): Promise<void> {
    if (this.#wanted === 0) await new Promise<void>((resolve) => (this.#wants = resolve));
    if (this.#isOver) return;
    if (message.length > MAX_MESSAGE_BYTES) return this.#refuse("The answer", message);
    this.#wanted--;
    this.#listener?.onReceiveMessage(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
  }

  end({ code, details, trailers = {} }: RpcStatus): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.messages.close();
    const metadata = new this.#Metadata();
    for (const [name, value] of Object.entries(trailers))
      metadata.set(name, typeof value === "string" ? value : Buffer.from(value));
    const status: StatusObject = { code, details, metadata };
    this.#listener?.onReceiveStatus(status);
  }

  // what the client does with it

  start(metadata: Metadata, listener: Listener): void {
    this.#metadata = metadata;
    this.#listener = listener;
    listener.onReceiveMetadata(new this.#Metadata());
    void this.#answer(this);
  }

  sendMessageWithContext({ callback }: { callback?: () => void }, message: Buffer): void {
    if (callback) queueMicrotask(callback);
    if (message.length > MAX_MESSAGE_BYTES) this.#refuse("The message", message);
    else this.messages.put(message);
  }

  #refuse(what: string, { length }: Uint8Array): void {
    const details = `${what} has ${length} bytes: the most that Modal's clients send and take is ${MAX_MESSAGE_BYTES}.`;
    this.cancelWithStatus(Status.RESOURCE_EXHAUSTED, details);
  }

  startRead(): void {
    this.#wanted++;
    this.#wants?.();
    this.#wants = undefined;
  }

  halfClose(): void {
    this.messages.close();
  }

  cancelWithStatus(code: RpcStatus["code"], details: string): void {
    this.#aborting.abort();
    this.#wants?.();
    this.end({ code, details });
  }

  getPeer(): string {
    return "in-process";
  }

  getCallNumber(): number {
    return 0;
  }

  setCredentials(): void {}

  getAuthContext(): null {
    return null;
  }

  getDeadlineInfo(): string[] {
    return [];
  }
}

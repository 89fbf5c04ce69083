import { readFileSync } from "node:fs";
import { Client, credentials, Metadata, type ServiceError, type StatusObject } from "@grpc/grpc-js";
import protobuf from "protobufjs";

/** How a call ended: what was answered, and the status. */
export interface Ending {
  readonly code: number;
  readonly details: string;
  readonly answers: readonly Buffer[];
  readonly trailers: Metadata;
}

const asIs = (bytes: Buffer): Buffer => bytes;
const CONTROL_PLANE = "modal.client.ModalClient";
const ROUTER = "modal.task_command_router.TaskCommandRouter";

/** A client that sends whatever bytes it is given. */
export class RawClient implements Disposable {
  readonly client: Client;

  constructor(port: number, options: object = {}) {
    this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_send_message_length": -1,
      "grpc.max_receive_message_length": -1,
      ...options,
    });
  }

  [Symbol.dispose](): void {
    this.client.close();
  }

  /** A call of one message, however many answers it has. */
  async call(path: string, bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Ending> {
    const stream = this.client.makeServerStreamRequest(path, asIs, asIs, Buffer.from(bytes), metadataOf(headers));
    const answers: Buffer[] = [];
    return new Promise((resolve) => {
      stream.on("data", (answer: Buffer) => answers.push(answer));
      stream.on("error", () => undefined);
      stream.on("status", ({ code, details, metadata }: StatusObject) =>
        resolve({ code, details, answers, trailers: metadata }),
      );
    });
  }

  /** A call of any number of messages, and one answer. */
  async callWith(path: string, messages: readonly Uint8Array[]): Promise<Ending> {
    return new Promise((resolve) => {
      const call = this.client.makeClientStreamRequest(
        path,
        asIs,
        asIs,
        (error: ServiceError | null, answer?: Buffer) => {
          const { code = 0, details = "", metadata = new Metadata() } = error ?? {};
          resolve({ code, details, answers: answer ? [answer] : [], trailers: metadata });
        },
      );
      for (const message of messages) call.write(Buffer.from(message));
      call.end();
    });
  }
}

export function metadataOf(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

/** Modal's protocol, as the clients see it. */
const root = new protobuf.Root();
protobuf.parse(readFileSync(new URL("../../proto/modal.proto", import.meta.url), "utf8"), root);
root.resolveAll();

export interface Rpc {
  readonly path: string;
  readonly requestStream: boolean;
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
}

export const rpcs: readonly Rpc[] = [
  ["ModalClient", CONTROL_PLANE],
  ["TaskCommandRouter", ROUTER],
].flatMap(([name = "", service = ""]) =>
  root.lookupService(`modal.client.${name}`).methodsArray.map((method) => {
    const { resolvedRequestType: request, resolvedResponseType: response } = method.resolve() as protobuf.Method;
    if (!request || !response) throw new Error(`${method.name} has no types.`);
    return { path: `/${service}/${method.name}`, requestStream: method.requestStream === true, request, response };
  }),
);

/** @param name such as `QueueGet` */
export function rpc(name: string): Rpc {
  const found = rpcs.find(({ path }) => path.endsWith(`/${name}`));
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

export const encode = (type: protobuf.Type, message: object): Uint8Array => type.encode(message).finish();

/** Calls by name, with a message as an object. */
export async function ask(
  client: RawClient,
  name: string,
  message: object,
  headers?: Readonly<Record<string, string>>,
): Promise<Ending & { readonly answer: Record<string, unknown> }> {
  const { path, request, response } = rpc(name);
  const ending = await client.call(path, encode(request, message), headers);
  const [first] = ending.answers;
  return {
    ...ending,
    answer: first ? response.toObject(response.decode(first), { longs: Number, defaults: true }) : {},
  };
}

import { InvalidError } from "../../contract/errors.js";
import { checkOptions } from "../../checks/options.js";
import type { ControlPlane } from "../../server/control-plane.js";
import { otherCredentials } from "./other-credentials.js";
import type { ClientToken } from "./world-tokens.js";
import { GrpcServer } from "../../server/carriers/grpc-server.js";

/** Options of `world.listen`. */
export interface ListenOptions {
  /** Of 127.0.0.1, from 0 to 65535. Default: 0, any that is free. */
  port?: number;
}

/** A port at which Modal's own clients, in any process of this machine, reach a world. */
export class ClientListener implements AsyncDisposable {
  readonly #server: GrpcServer;
  readonly #end: () => void;
  readonly #token: () => ClientToken;

  /** @internal */
  static async open(
    plane: ControlPlane,
    options: ListenOptions,
    end: () => void,
    token: () => ClientToken,
  ): Promise<ClientListener> {
    checkOptions("world.listen", options, ["port"]);
    const { port = 0 } = options;
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new InvalidError(
        `Option "port" of world.listen must be a whole number from 0 to 65535, got ${String(port)}.`,
      );
    const server = new GrpcServer(plane);
    await server.listen(port);
    return new ClientListener(server, end, token);
  }

  private constructor(server: GrpcServer, end: () => void, token: () => ClientToken) {
    this.#token = token;
    this.#server = server;
    this.#end = end;
  }

  /** Of 127.0.0.1. */
  get port(): number {
    return this.#server.port;
  }

  /** What `MODAL_SERVER_URL` has to be. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * The environment variables by which a process with a client of Modal's reaches the world, and nothing else; those of
   * this process that would be in the way are empty texts.
   */
  get env(): Readonly<Record<string, string>> {
    const { tokenId, tokenSecret } = this.#token();
    return {
      ...Object.fromEntries(otherCredentials().map((name) => [name, ""])),
      MODAL_SERVER_URL: this.url,
      MODAL_TOKEN_ID: tokenId,
      MODAL_TOKEN_SECRET: tokenSecret,
      MODAL_CONFIG_PATH: "/dev/null",
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#end();
  }
}

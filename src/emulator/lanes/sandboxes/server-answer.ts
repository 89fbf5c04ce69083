import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { FetchAnswer } from "../../../contract/backend.js";
import type { ServedPart } from "../../../contract/program-commands.js";

/** What a server of a command of the test answers: its head as it comes, then its body, whole or in pieces. */
export class ServerAnswer {
  readonly #response: ServerResponse;
  /** Resolves when the head has gone out. */
  readonly #begun: Promise<void>;

  /** @param asked what is answered @param over called once nothing more can go out */
  constructor(response: ServerResponse, asked: Promise<FetchAnswer>, over: () => void) {
    this.#response = response;
    this.#begun = asked.then(
      (answer) => this.#begin(answer),
      (error: unknown) => void response.writeHead(500).end(String(error)),
    );
    response.on("close", over);
  }

  /** Resolves when there is room for more. @throws if nobody listens any more */
  async goOn({ data, isEnd, hasFailed }: ServedPart): Promise<void> {
    const response = this.#response;
    await this.#begun;
    if (response.destroyed) throw new Error("The client of this answer has left.");
    if (data && !response.write(data)) {
      const over = new AbortController();
      const { signal } = over;
      await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
      over.abort();
    }
    if (hasFailed === true) response.destroy();
    else if (isEnd === true) response.end();
  }

  breakOff(): void {
    if (!this.#response.writableEnded) this.#response.destroy();
  }

  #begin(answer: FetchAnswer): void {
    const response = this.#response;
    if (answer.pass) return void response.writeHead(502).end();
    const { status, statusText, body } = answer;
    const headers = answer.headers.flat();
    if (body && !answer.headers.some(([name]) => name.toLowerCase() === "content-length"))
      headers.push("content-length", String(body.byteLength));
    response.writeHead(status, statusText, headers);
    if (answer.isBodyLater) response.flushHeaders();
    else response.end(body ? Buffer.from(body) : undefined);
  }
}

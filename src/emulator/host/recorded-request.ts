import type { FetchAnswer, FetchRequest } from "../../contract/backend.js";

/** A request of a container that a handler of `world.onFetch` was asked to answer. */
export class RecordedRequest {
  readonly url: string;
  /** In capitals. */
  readonly method: string;
  readonly headers: Headers;
  /** `null` for one without. */
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** Of the answer; `undefined` while there is none, and if the handler has failed. */
  readonly status: number | undefined;

  /** @internal */
  constructor({ url, method, headers, body }: FetchRequest, status: number | undefined) {
    this.url = url;
    this.method = method;
    this.headers = new Headers(headers.map(([name, value]): [string, string] => [name, value]));
    this.body = body && new Uint8Array(body.slice(0));
    this.status = status;
  }

  /** The body as text; empty without one. */
  text(): string {
    return new TextDecoder().decode(this.body ?? undefined);
  }

  /** The body as JSON. @throws SyntaxError if it is none */
  json(): unknown {
    return JSON.parse(this.text());
  }
}

/** What handlers were asked, in order. */
export class RecordedRequests {
  readonly #all: { readonly request: FetchRequest; status: number | undefined }[] = [];

  /** @returns to be told the answer */
  add(request: FetchRequest): (answer: FetchAnswer) => void {
    const kept = {
      request: { ...request, body: request.body?.slice(0) ?? null },
      status: undefined as number | undefined,
    };
    this.#all.push(kept);
    return (answer) => {
      if (!answer.pass) kept.status = answer.status;
    };
  }

  /** @param matches by URL */
  of(matches: (url: string) => boolean): RecordedRequest[] {
    return this.#all
      .filter(({ request }) => matches(request.url))
      .map(({ request, status }) => new RecordedRequest(request, status));
  }
}

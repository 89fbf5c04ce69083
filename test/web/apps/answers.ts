import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp, concurrent, currentInput } from "modal-emulator";

export const app = new App("answers");
const encode = (text: string) => new TextEncoder().encode(text);

/** What it got, as JSON; under `/back` the body itself. */
export const echo = app.function(
  {},
  asgiApp(function echo() {
    return async (request) => {
      const { pathname: path, search } = new URL(request.url);
      if (path === "/back") return new Response(request.body);
      const { method, headers } = request;
      const answer = Response.json(
        { method, path, search, headers: Object.fromEntries(headers), body: await request.text() },
        { status: 201 },
      );
      answer.headers.append("set-cookie", "one=1");
      answer.headers.append("set-cookie", "two=2; Path=/");
      return answer;
    };
  }),
);

export const steps = app.function(
  {},
  asgiApp(function steps() {
    return (request) => {
      request.signal.addEventListener("abort", () => console.log(`left: ${request.signal.reason.name}`));
      return new Response(ReadableStream.from(threeSteps()));
    };
  }),
);

async function* threeSteps() {
  for (const step of [1, 2, 3]) {
    await sleep(60_000);
    yield encode(`step ${step}`);
  }
}

/** 20 MB, in pieces of 100 kB. */
export const large = app.function(
  {},
  asgiApp(function large() {
    return () => {
      let made = 0;
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            made += 100_000;
            console.log(`made ${made}`);
            controller.enqueue(new Uint8Array(100_000));
            if (made >= 20_000_000) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body);
    };
  }),
);

/** Takes 400 s. */
export const slow = app.function(
  { timeoutMs: 600_000 },
  asgiApp(function slow() {
    return async ({ signal }) => {
      const stop = currentInput()?.signal;
      try {
        await sleep(400_000, undefined, { signal });
        return new Response("done");
      } catch {
        console.log(`left: ${signal.reason.name}, ${stop?.reason.name}`);
        return new Response("nobody hears this");
      }
    };
  }),
);

export const broken = app.function(
  {},
  concurrent(
    { maxInputs: 2 },
    asgiApp(function broken() {
      return (request) => {
        if (request.url.endsWith("/early")) throw new RangeError("too early");
        return new Response(ReadableStream.from(breaksOff()));
      };
    }),
  ),
);

async function* breaksOff() {
  yield encode("some");
  await sleep(10);
  throw new RangeError("too late");
}

export const wrong = app.function(
  {},
  asgiApp(function wrong() {
    return ({ url }) => {
      if (url.endsWith("/thrown")) throw new Response("thrown", { status: 403 });
      return "text" as never;
    };
  }),
);

/** A number counts down by redirects; a status is one. */
export const free = app.function(
  {},
  asgiApp(function free() {
    return async (request) => {
      const count = Number(new URL(request.url).pathname.slice(1));
      if (count === 204) return new Response(null, { status: 204 });
      if (count === 303) return new Response(null, { status: 303, headers: { location: "/-1" } });
      if (count > 0) return new Response(null, { status: 302, headers: { location: `/${count - 1}` } });
      const text = count < 0 ? `${request.method} ${await request.text()}` : "bytes";
      return new Response(text, { headers: { "x-size": "5" } });
    };
  }),
);

export const strict = app.function(
  {},
  asgiApp({ requiresProxyAuth: true }, function strict() {
    return () => new Response("inside");
  }),
);

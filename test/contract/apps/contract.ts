import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp, concurrent, method, parameter } from "modal-emulator";
import type { AppDefinition, FunctionBinding } from "../../../src/contract/app-definition.js";
import type { AppBinding } from "../../../src/contract/backend.js";
import type { Asked } from "../case.js";

const app = new App("contract");

const double = app.function({}, async function double(n: number) {
  return 2 * n;
});

/** Takes that long. */
app.function({}, async function nap(ms: number, result: unknown) {
  await sleep(ms);
  return result;
});

app.function({}, async function nothing() {});

app.function({}, async function fails(message: string) {
  throw new RangeError(message);
});

app.function({}, async function doubles(n: number) {
  return await double.remote(n);
});

app.function({}, async function says(text: string) {
  console.log(text);
  console.error("not so loud");
});

app.function({}, async function* counts(to: number) {
  for (let n = 0; n < to; n++) yield n;
});

app.function({}, async function* stumbles() {
  yield "one";
  throw new RangeError("a step is missing");
});

/** `/hello`, `/slow` after three seconds, `/steps` in two of them; anything else is its body sent back. */
app.function(
  {},
  concurrent(
    { maxInputs: 10 },
    asgiApp(function site() {
      return async (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/hello") return new Response("hello");
        if (pathname === "/slow") await sleep(3000);
        if (pathname !== "/steps") return new Response(request.body, { headers: { "x-method": request.method } });
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        void (async () => {
          const writer = writable.getWriter();
          for (const step of ["one", "two"]) {
            await sleep(1000);
            await writer.write(new TextEncoder().encode(step));
          }
          await writer.close();
        })();
        return new Response(readable);
      };
    }),
  ),
);

app.cls(
  {},
  class Multiplier {
    by = parameter({ default: 1 });
    times = method((n: number) => this.by * n);
    upTo = method(function* upTo(n: number) {
      yield n;
    });
  },
);

/** What the commands of an app send. */
export function contractApp(): AppDefinition {
  return (app as unknown as { definition(): AppDefinition }).definition();
}

/** Runs the app. @returns how to find the ids of its functions */
export async function running(
  { send }: Asked,
  options: { detach?: boolean } = {},
): Promise<AppBinding & { idOf: (tag: string) => string }> {
  const binding = await send("app.run", { app: contractApp(), ...options });
  return { ...binding, idOf: (tag) => bindingOf(binding, tag).functionId };
}

export function bindingOf({ functions }: AppBinding, tag: string): FunctionBinding {
  const found = functions.find((binding) => binding.tag === tag);
  if (!found)
    throw new Error(`There is no function ${tag} among ${functions.map((binding) => binding.tag).join(", ")}.`);
  return found;
}

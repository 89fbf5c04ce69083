// Modal: docs/modal/web-endpoints.md#requests
import { expect, test } from "vitest";
import { App, asgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("dialogue");

/** Says each piece again, in capitals, as it comes. */
const shout = app.function(
  {},
  asgiApp(function shout() {
    return (request: Request) => {
      const capitals = new TransformStream<string, string>({
        transform: (text, controller) => controller.enqueue(text.toUpperCase()),
      });
      const text = request.body?.pipeThrough(new TextDecoderStream()).pipeThrough(capitals);
      return new Response(text?.pipeThrough(new TextEncoderStream()));
    };
  }),
);

const talk = app.function({}, async function talk(url: string, words: string[]): Promise<string[]> {
  const { readable, writable } = new TextEncoderStream();
  const writer = writable.getWriter();
  const answer = await fetch(url, { method: "POST", body: readable, duplex: "half" });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const heard: string[] = [];
  for (const word of words) {
    await Promise.all([writer.write(word), new Promise((resolve) => setTimeout(resolve, 1000))]);
    heard.push((await reader?.read())?.value ?? "nothing");
  }
  await writer.close();
  return [...heard, String((await reader?.read())?.done)];
});

const send = app.function({}, async function send(url: string): Promise<string> {
  const body = new Blob(["one", "two"]).stream();
  return await (await fetch(url, { method: "POST", body, duplex: "half" })).text();
});

test.for([0, 1, 2])("a container and a web function talk over one request, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  await world.run(app, async () => {
    const began = world.clock.now();
    expect(await talk.remote(await shout.getWebUrl(), ["a", "b", "c"])).toEqual(["A", "B", "C", "true"]);
    expect(world.clock.now() - began).toBe(3000);
  });
});

test.for([0, 1])("whoever stands in for a web function gets the whole body, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  await world.run(app, async () => {
    const url = await shout.getWebUrl();
    expect(await send.remote(url)).toBe("ONETWO");
    world.onFetch(`${url}/*`, async (request) => new Response(`stood in: ${await request.text()}`));
    expect(await send.remote(url)).toBe("stood in: onetwo");
    expect(world.requests().map(({ method }) => method)).toEqual(["POST"]);
  });
});

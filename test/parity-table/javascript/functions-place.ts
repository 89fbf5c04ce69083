import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp, Function_ } from "modal-emulator";
import { INLINE } from "../inline.ts";

/** What the rows of functions call. */
export const app = new App("js-functions");

app.function(INLINE, async function add(a: number, b: number) {
  return a + b;
});
app.function(INLINE, async function echo(...args: unknown[]) {
  return args;
});
app.function(INLINE, async function shout(word: string) {
  console.log(word);
  console.error(`${word}!`);
});
app.function(INLINE, async function nap(ms: number) {
  await sleep(ms);
  return "rested";
});
app.function(INLINE, async function lengths(texts: string[]) {
  return texts.map((text) => `${text.length} of ${texts.length}`);
});
app.function(
  INLINE,
  asgiApp(function site() {
    return () => new Response("hello");
  }),
);

/** A function of the app, looked up by name. */
export function find(name: string): Function_ {
  return Function_.fromName("js-functions", name);
}

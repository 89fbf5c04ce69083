import { App } from "modal-emulator";

export const app = new App("hello");

export const square = app.function(async function square(x = 3): Promise<number> {
  console.log(`squaring ${x}`);
  return x * x;
});

app.localEntrypoint(async function main({ n = 3, name = "world", loud = false }) {
  console.log(`hello ${loud ? name.toUpperCase() : name}: ${await square.remote(n)}`);
});

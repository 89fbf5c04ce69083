import { App } from "modal-emulator";

export const app = new App("small");

export const square = app.function(async function square(x: number) {
  return x * x;
});

app.localEntrypoint(async function main() {
  console.log(await square.remote(4));
});

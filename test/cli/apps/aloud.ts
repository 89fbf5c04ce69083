import { App, enableOutput } from "modal-emulator";

const app = new App("aloud");
const speak = app.function(async function speak() {
  console.log("once");
});
app.localEntrypoint(async function main() {
  using _output = enableOutput();
  await speak.remote();
  const other = new App("other");
  const echo = other.function({ isolation: "inline" }, async function echo() {});
  await other.run(() => echo.remote());
});

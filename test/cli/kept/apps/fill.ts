import { App, Dict, Queue } from "modal-emulator";

const app = new App("fill");

app.localEntrypoint(async function main() {
  const seen = Dict.fromName("seen", { createIfMissing: true });
  await seen.update([
    ["text", "plain"],
    ["map", new Map([["a", 1n]])],
    [3, "x".repeat(100)],
    ["nothing", null],
  ]);
  const work = Queue.fromName("work", { createIfMissing: true });
  await work.putMany(["one", { two: 2 }, 3]);
  await work.put("other", { partition: "p" });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Dict } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("library");
const stock = Dict.fromName<string[]>("stock", { createIfMissing: true });

const shelve = app.function(async function shelve(shelf: string, book: string) {
  const books = (await stock.get(shelf)) ?? [];
  books.push(book);
  await stock.put(shelf, books);
});

test("two books are on the shelf", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    await shelve.remote("poetry", "Leaves of Grass");
    await shelve.remote("poetry", "The Waste Land");
    const books = (await stock.get("poetry")) ?? [];
    assert.equal(books.length, 2, `in stock: ${books.length}`);
  });
});

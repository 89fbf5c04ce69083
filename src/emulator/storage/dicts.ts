import type { DictEntry } from "../../contract/storage-commands.js";
import { copyOfWire, type Wire } from "../../contract/wire.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ObjectStore, StoredKind } from "./object-store.js";

/** How long an entry is kept that is neither read nor written. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** The length that is reported at most. */
const MAX_LENGTH = 100_000;

/** Entries by the text of their keys. */
type SavedEntries = readonly (readonly [text: string, entry: Kept])[];

interface Kept {
  readonly key: Wire;
  value: Wire;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** What a stored dict holds, in order of insertion. Every access brings the time along. */
export class DictContent {
  readonly #entries = new Map<string, Kept>();
  /** No entry expires before. */
  #nextExpiry = Number.POSITIVE_INFINITY;

  constructor(saved: SavedEntries = []) {
    for (const [text, entry] of saved) {
      this.#entries.set(text, copyOfEntry(entry));
      this.#nextExpiry = Math.min(this.#nextExpiry, entry.expiresAt);
    }
  }

  save(): SavedEntries {
    return Array.from(this.#entries, ([text, entry]) => [text, copyOfEntry(entry)] as const);
  }

  /** Reads an entry, which keeps it for another week. */
  read(key: string, now: number): Kept | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt <= now) {
      this.#entries.delete(key);
      return undefined;
    }
    entry.expiresAt = now + KEPT_MS;
    return entry;
  }

  write([text, key, value]: DictEntry, now: number): void {
    const entry = this.read(text, now);
    if (entry) entry.value = value;
    else this.#entries.set(text, { key, value, expiresAt: now + KEPT_MS });
    this.#nextExpiry = Math.min(this.#nextExpiry, now + KEPT_MS);
  }

  remove(key: string, now: number): Kept | undefined {
    const entry = this.read(key, now);
    this.#entries.delete(key);
    return entry;
  }

  size(now: number): number {
    this.#expire(now);
    return this.#entries.size;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** All entries; each is read. */
  *all(now: number): Generator<Kept> {
    this.#expire(now);
    for (const entry of this.#entries.values()) {
      entry.expiresAt = now + KEPT_MS;
      yield entry;
    }
  }

  #expire(now: number): void {
    if (now < this.#nextExpiry) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt <= now) this.#entries.delete(key);
      else this.#nextExpiry = Math.min(this.#nextExpiry, expiresAt);
    }
  }
}

function copyOfEntry({ key, value, expiresAt }: Kept): Kept {
  return { key: copyOfWire(key), value: copyOfWire(value), expiresAt };
}

export const DICTS: StoredKind<DictContent> = {
  kind: "Dict",
  prefix: "di",
  make: () => new DictContent(),
  save: (dict) => ({ data: dict.save(), files: [] }),
  load: ({ data }) => new DictContent(data as SavedEntries),
  hint: (name) => `\`Dict.fromName("${name}", { createIfMissing: true })\` or \`Dict.objects.create("${name}")\``,
};

/** What is replied is a copy: its bytes are handed over. */
export function handleDictCommands(kernel: Kernel, store: ObjectStore<DictContent>): void {
  kernel.handle("dict.get", ({ object, key, remove }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    const entry = remove ? found.content.remove(key, kernel.now) : found.content.read(key, kernel.now);
    if (entry && remove) kernel.events.add("dict.popped", { dict: found.id });
    pending.reply(entry ? { found: true, value: remove ? entry.value : copyOfWire(entry.value) } : { found: false });
  });
  kernel.handle("dict.put", ({ object, entries, skipIfExists }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    const written = skipIfExists ? entries.filter(([key]) => !found.content.read(key, kernel.now)) : entries;
    for (const entry of written) found.content.write(entry, kernel.now);
    if (written.length > 0) kernel.events.add("dict.put", { dict: found.id, entries: written.length });
    pending.reply(written.length > 0);
  });
  kernel.handle("dict.contains", ({ object, key }, pending) => {
    const found = store.find(object, pending);
    if (found) pending.reply(found.content.read(key, kernel.now) !== undefined);
  });
  kernel.handle("dict.len", ({ object }, pending) => {
    const found = store.find(object, pending);
    if (found) pending.reply(Math.min(found.content.size(kernel.now), MAX_LENGTH));
  });
  kernel.handle("dict.clear", ({ object }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    const entries = found.content.size(kernel.now);
    found.content.clear();
    if (entries > 0) kernel.events.add("dict.cleared", { dict: found.id, entries });
    pending.reply(null);
  });
  kernel.handle("dict.list", ({ object, keys, values }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    const items: Wire[] = [];
    for (const { key, value } of found.content.all(kernel.now)) {
      if (keys) items.push(copyOfWire(key));
      if (values) items.push(copyOfWire(value));
    }
    pending.reply({ items });
  });
}

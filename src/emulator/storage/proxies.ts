import type { StoredKind } from "./object-store.js";

/** A proxy by itself: it has an address on Modal, and holds nothing. */
export type ProxyContent = Readonly<Record<string, never>>;

export const PROXIES: StoredKind<ProxyContent> = {
  kind: "Proxy",
  prefix: "pr",
  make: () => ({}),
  save: () => ({ data: null, files: [] }),
  load: () => ({}),
  hint: (name) => `\`world.proxies.create("${name}")\``,
};

import type { Emulator } from "modal-emulator/emulator";

/** When a world begins that is not told when to. */
export const START: number = Date.parse("2026-01-01T00:00:00Z");

/** Milliseconds of virtual time since the world began. */
export const elapsed = (world: Emulator): number => world.clock.now() - START;

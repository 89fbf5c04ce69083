import type { CommandName, Commands, Outcome } from "../../../contract/backend.js";
import { isWireBulk, type Wire } from "../../../contract/wire.js";
import type { Delivery, Report } from "../../kernel/protocol.js";

/* Large bytes go from thread to thread by being handed over: whatever is posted is not used by its sender any more. */

/** The bytes in what a lane is told. */
export function bytesOfDeliveries(
  deliveries: readonly (readonly [ordinal: number, deliveries: readonly Delivery[]])[],
): ArrayBuffer[] {
  const bytes = new Bytes();
  for (const [, messages] of deliveries) {
    for (const message of messages) {
      if (message.type === "input") bytes.add(message.args);
      else if (message.type === "batch") for (const { args } of message.inputs) bytes.add(args);
      else if (message.type === "reply" && message.reply.ok) bytes.addReply(message.reply.value);
    }
  }
  return bytes.found;
}

/** The bytes in what a lane asks for. */
export function bytesOfReports(reports: readonly Report[]): ArrayBuffer[] {
  const bytes = new Bytes();
  for (const { requests } of reports) {
    for (const request of requests) {
      if (request.type === "output") bytes.addOutcome(request.outcome);
      else if (request.type === "yield") bytes.add(request.item);
      else if (request.type === "command") bytes.addCommand(request.command);
    }
  }
  return bytes.found;
}

type AnyCommand = Commands[CommandName]["command"];
type AnyResult = Partial<
  Extract<Outcome, { ok: true }> & Commands["map.take"]["result"] & Commands["generator.take"]["result"]
>;

class Bytes {
  readonly found: ArrayBuffer[] = [];

  add(wire: Wire): void {
    if (isWireBulk(wire)) for (const buffer of wire.buffers) this.found.push(buffer);
  }

  addOutcome(outcome: Outcome): void {
    if (outcome.ok) this.add(outcome.value);
  }

  addCommand(command: AnyCommand): void {
    if ("args" in command) this.add(command.args);
    else if ("inputs" in command) for (const input of command.inputs) this.add(input);
    else if ("entries" in command) for (const [, key, value] of command.entries) this.#addBoth(key, value);
    else if ("items" in command) for (const item of command.items) this.add(item);
  }

  #addBoth(key: Wire, value: Wire): void {
    this.add(key);
    this.add(value);
  }

  addReply(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    const { value: result, outputs, items } = value as AnyResult;
    this.add(result);
    for (const [, outcome] of outputs ?? []) this.addOutcome(outcome);
    for (const item of items ?? []) this.add(item);
  }
}

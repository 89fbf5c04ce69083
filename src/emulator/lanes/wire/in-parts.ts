import type { Channel } from "./channel.js";
import type { LaneAnswer, LaneMessage, TurnMessage } from "./turn-message.js";
import { pack, packReports, packTurn, unpack, unpackReports, unpackTurn, type Packed } from "./packing.js";
import { bytesOfDeliveries, bytesOfReports } from "./transfer.js";
import { stillDeliverable, stillSendable } from "./undeliverable.js";
import type { Delivery, Report, Request } from "../../kernel/protocol.js";

/*
 * A turn, or what comes of it, crosses as one message. If that cannot be posted, such as for its size, its parts are
 * posted one by one, and then the message without them: so only what cannot cross by itself fails.
 */

/** How many parts went ahead, in the order of what has them; none if the message is whole. */
type Counts = readonly number[];

/** Sends a turn to a lane. */
export function sendTurn(channel: Channel<LaneAnswer, LaneMessage>, turn: TurnMessage): void {
  try {
    return channel.send({ turn: packTurn(turn) }, bytesOfDeliveries(turn.deliveries));
  } catch {
    // in parts then
  }
  const counts = turn.deliveries.map(([ordinal, messages]) => {
    for (const message of messages)
      attempt(
        (delivery) => channel.send({ part: pack(delivery) }, bytesOfDeliveries([[ordinal, [delivery]]])),
        message,
        (reason) => [stillDeliverable(message, reason)],
      );
    return messages.length;
  });
  const rest = { ...turn, deliveries: turn.deliveries.map(([ordinal]) => [ordinal, []] as const) };
  channel.send({ turn: packTurn(rest), counts });
}

/**
 * Sends what came of a turn to the host.
 * @param tagOf what a container runs
 */
export function sendReports(
  channel: Pick<Channel<LaneMessage, LaneAnswer>, "send">,
  reports: readonly Report[],
  tagOf: (ordinal: number) => string | undefined,
  last: (answer: LaneAnswer, bytes?: ArrayBuffer[]) => void,
): void {
  try {
    return last({ reports: packReports(reports) }, bytesOfReports(reports));
  } catch {
    // in parts then
  }
  const counts = everyReport(reports).map((report) => {
    let count = 0;
    const send = (request: Request): void => {
      channel.send({ part: pack(request) }, bytesOfReports([{ ...report, requests: [request] }]));
      count++;
    };
    for (const request of report.requests)
      attempt(send, request, (reason) => stillSendable(request, tagOf(report.ordinal), reason));
    return count;
  });
  last({ reports: packReports(reports.map(withoutRequests)), counts });
}

/** Parts that have come ahead of their message. */
export class Parts {
  #parts: Packed[] = [];

  add(part: Packed): void {
    this.#parts.push(part);
  }

  turn({ turn, counts }: Extract<LaneMessage, { turn: unknown }>): TurnMessage {
    const unpacked = unpackTurn(turn);
    if (!counts) return unpacked;
    const lists = this.#take<Delivery>(counts);
    return {
      ...unpacked,
      deliveries: unpacked.deliveries.map(([ordinal], index) => [ordinal, lists[index] ?? []] as const),
    };
  }

  reports({ reports, counts }: Extract<LaneAnswer, { reports: unknown }>): Report[] {
    const unpacked = unpackReports(reports);
    if (!counts) return unpacked;
    const lists = this.#take<Request>(counts);
    const filled = (report: Report): Report => ({
      ...report,
      requests: lists.shift() ?? [],
      ahead: report.ahead?.map(filled),
    });
    return unpacked.map(filled);
  }

  #take<T extends Delivery | Request>(counts: Counts): T[][] {
    const parts = this.#parts;
    this.#parts = [];
    let next = 0;
    return counts.map((count) => parts.slice(next, (next += count)).map((part) => unpack(part) as T));
  }
}

/** Sends a part, or if it cannot be sent what stands for it. */
function attempt<T>(send: (part: T) => void, part: T, replace: (reason: string) => readonly T[]): void {
  try {
    send(part);
  } catch (error) {
    for (const other of replace(error instanceof Error ? error.message : String(error))) send(other);
  }
}

/** Each before those that it has ahead. */
function everyReport(reports: readonly Report[]): Report[] {
  return reports.flatMap((report) => [report, ...everyReport(report.ahead ?? [])]);
}

function withoutRequests(report: Report): Report {
  return { ...report, requests: [], ahead: report.ahead?.map(withoutRequests) };
}

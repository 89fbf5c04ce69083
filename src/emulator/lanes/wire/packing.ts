import { compact } from "../../../contract/compact.js";
import type { WebPiece } from "../../../contract/web-commands.js";
import type { WireError } from "../../../contract/wire.js";
import type { TurnMessage } from "./turn-message.js";
import type { CommandRequest, Delivery, Horizon, Reply, Report, Request } from "../../kernel/protocol.js";

type Message = Delivery | Request;

/** A message without the names of its fields: they would be most of what crosses. */
export type Packed = readonly [type: Message["type"], ...fields: unknown[]];

export type PackedTurn = readonly [
  now: number,
  bundles: TurnMessage["bundles"],
  images: TurnMessage["images"],
  horizon: Horizon | null,
  ...deliveries: (readonly [ordinal: number, ...Packed[]])[],
];

export type PackedReports = readonly (readonly [
  ordinal: number,
  nextTimer: number | null,
  rest: PackedRest | null,
  ...Packed[],
])[];

interface PackedRest {
  readonly findings?: Report["findings"];
  readonly ahead?: PackedReports;
}

type FieldOf<T extends Message["type"]> = Exclude<keyof Extract<Message, { type: T }>, "type">;

/**
 * Where each field of a message is packed; what may be missing comes last. Complete by type: what stood nowhere would
 * be lost, and on threads only.
 */
const PLACES: { readonly [T in Message["type"]]: Readonly<Record<FieldOf<T>, number>> } = {
  start: { spec: 1 },
  input: { inputId: 1, callId: 2, attempt: 3, args: 4, method: 5 },
  batch: { inputs: 1, method: 2 },
  reply: { request: 1, reply: 2 },
  wake: {},
  taken: { inputId: 1, attempt: 2, items: 3 },
  received: { inputId: 1, attempt: 2, pieces: 3, end: 4, isGone: 5 },
  cancel: { inputId: 1, attempt: 2, reason: 3 },
  files: { mounts: 1 },
  commit: { objects: 1 },
  undeliverable: { reason: 1, inputs: 2, request: 3 },
  interrupt: {},
  capture: {},
  task: { task: 1 },
  relay: { id: 1, name: 2, command: 3 },
  relayed: { id: 1, reply: 2 },
  sandbox: { report: 1 },
  exit: {},
  drop: { isHard: 1 },
  command: { request: 1, name: 2, command: 3, inputId: 4, attempt: 5, environment: 6, handsOver: 7, isAside: 8 },
  unsent: { request: 1, error: 2 },
  started: {},
  exited: { error: 1 },
  startFailed: { error: 1, isHopeless: 2 },
  crashed: { reason: 1 },
  output: { inputId: 1, attempt: 2, outcome: 3 },
  yield: { inputId: 1, attempt: 2, item: 3 },
  answer: { inputId: 1, attempt: 2, head: 3, pieces: 4, end: 5 },
  consumed: { inputId: 1, attempt: 2, bytes: 3 },
  nondeterministic: { reason: 1 },
  program: { file: 1, way: 2 },
  retires: { reason: 1 },
  interrupted: { isSettled: 1 },
  ended: { reason: 1, error: 2 },
  written: { mounts: 1 },
  changed: { objects: 1 },
  committed: { mounts: 1 },
  captured: { files: 1 },
  left: { mounts: 1 },
  log: { stream: 1, text: 2, inputId: 3 },
};

/** Fields of each kind of message, by their places. */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries<Readonly<Record<string, number>>>(PLACES).map(([type, places]) => [
    type,
    Object.keys(places).toSorted((one, other) => (places[one] ?? 0) - (places[other] ?? 0)),
  ]),
);

export function packTurn({ now, bundles, images, deliveries, horizon }: TurnMessage): PackedTurn {
  return [
    now,
    bundles,
    images,
    horizon ?? null,
    ...deliveries.map(([ordinal, messages]) => [ordinal, ...messages.map(pack)] as const),
  ];
}

export function unpackTurn([now, bundles, images, horizon, ...deliveries]: PackedTurn): TurnMessage {
  return {
    now,
    bundles,
    images,
    horizon: horizon ?? undefined,
    deliveries: deliveries.map(
      ([ordinal, ...messages]) => [ordinal, messages.map((message) => unpack(message) as Delivery)] as const,
    ),
  };
}

export function packReports(reports: readonly Report[]): PackedReports {
  return reports.map(({ ordinal, nextTimer, findings, ahead, requests }) => {
    const rest =
      findings || ahead ? { ...(findings && { findings }), ...(ahead && { ahead: packReports(ahead) }) } : null;
    return [ordinal, nextTimer, rest, ...requests.map(pack)] as const;
  });
}

export function unpackReports(reports: PackedReports): Report[] {
  return reports.map(([ordinal, nextTimer, rest, ...requests]) => ({
    ordinal,
    nextTimer,
    findings: rest?.findings,
    ahead: rest?.ahead && unpackReports(rest.ahead),
    requests: requests.map((request) => unpack(request) as Request),
  }));
}

export function pack(message: Message): Packed {
  if (message.type === "reply") return packedReply(message.request, message.reply);
  if (message.type === "start") return ["start", compact(message.spec)]; // as a text, which has nothing undefined
  const packed: [Message["type"], ...unknown[]] = [message.type];
  for (const field of FIELDS.get(message.type) ?? []) {
    const value: unknown = Reflect.get(message, field);
    if (field === "command") packed.push(shortened(value as CommandRequest["command"]));
    else packed.push(field === "pieces" ? (value as readonly WebPiece[]).map(packedPiece) : value);
  }
  while (packed.at(-1) === undefined) packed.pop();
  return packed;
}

export function unpack(packed: Packed): Message {
  if (packed[0] === "reply") return { type: "reply", request: packed[1] as number, reply: unpackedReply(packed[2]) };
  const fields = FIELDS.get(packed[0]) ?? [];
  const message: { type: Message["type"]; pieces?: unknown } = { type: packed[0] };
  for (let index = 0; index < fields.length; index++) Reflect.set(message, fields[index] ?? "", packed[index + 1]);
  if ("pieces" in message) message.pieces = (message.pieces as readonly PackedPiece[]).map(unpackedPiece);
  return packed[0] === "command" ? expanded(message as CommandRequest) : (message as Message);
}

/**
 * Most replies are no more than that something was done: a value stands in a list, nothing for `null`, and an error for
 * itself.
 */
function packedReply(request: number, reply: Reply): Packed {
  if (!reply.ok) return ["reply", request, reply.error];
  return reply.value === null ? ["reply", request] : ["reply", request, [reply.value]];
}

function unpackedReply(packed: unknown): Reply {
  if (packed === undefined) return { ok: true, value: null };
  return Array.isArray(packed)
    ? { ok: true, value: (packed as unknown[])[0] }
    : { ok: false, error: packed as WireError };
}

/** Few bytes are a text of a character each, in a list: so they cross where texts do. */
type PackedPiece = WebPiece | readonly [latin1: string];

/** Bytes of a piece of which a text is made; more are copied faster than they are looked through. */
const MAX_TEXT_BYTES = 4096;

function packedPiece(piece: WebPiece): PackedPiece {
  if (typeof piece === "string" || piece.length > MAX_TEXT_BYTES) return piece;
  return [Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1")];
}

function unpackedPiece(piece: PackedPiece): WebPiece {
  return Array.isArray(piece) ? new Uint8Array(Buffer.from(piece[0] as string, "latin1")) : (piece as WebPiece);
}

/** A command on an object carries its id, instead of a reference that says so. */
function shortened(command: CommandRequest["command"]): unknown {
  const isById = "object" in command && command.object.kind === "id" && command.object.name === undefined;
  return isById ? { ...command, object: command.object.id } : command;
}

function expanded(request: CommandRequest): CommandRequest {
  const short = request.command as { object?: unknown };
  if (typeof short.object === "string") short.object = { kind: "id", id: short.object };
  return request;
}

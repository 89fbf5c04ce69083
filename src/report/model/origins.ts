import type { WorldEvent } from "../../emulator/kernel/events.js";
import type { ReportData } from "./report-data.js";

/** Whose something is: what the events name by ids alone. */
export class Origins {
  readonly #data: ReportData;
  readonly #callOfInput = new Map<string, string>();
  readonly #parentOfCall = new Map<string, string | null>();
  /** Names of stored objects, by id. */
  readonly #objects = new Map<string, string>();
  /** What processes of sandboxes run, by sandbox and number. */
  readonly #commands = new Map<string, string>();

  constructor(data: ReportData) {
    this.#data = data;
  }

  /** To be told of every event before anything is asked that comes after it. */
  read(event: WorldEvent): void {
    if (event.type === "input.created") this.#callOfInput.set(event.input, event.call);
    else if (event.type === "call.created") this.#parentOfCall.set(event.call, event.parent);
    else if (event.type === "object.created") this.#objects.set(event.object, event.name ?? event.object);
    else if (event.type === "sandbox.exec") this.#commands.set(`${event.sandbox} ${event.process}`, event.command);
  }

  /** `undefined` where the event that tells it was dropped. */
  callOf(input: string): string | undefined {
    return this.#callOfInput.get(input);
  }

  /** The input whose code made a call. */
  parentOf(call: string): string | undefined {
    return this.#parentOfCall.get(call) ?? undefined;
  }

  tagOfCall(call: string | undefined): string {
    const id = call === undefined ? undefined : this.#data.calls[call];
    return (id === undefined ? undefined : this.#data.functions[id]?.tag) ?? "?";
  }

  tagOfInput(input: string): string {
    return this.tagOfCall(this.callOf(input));
  }

  /** Name of the app of a call, `""` if it is not known. */
  appOfCall(call: string | undefined): string {
    const id = call === undefined ? undefined : this.#data.calls[call];
    return this.appName(id === undefined ? undefined : this.#data.functions[id]?.app);
  }

  appName(id: string | undefined): string {
    return (id === undefined ? undefined : this.#data.apps[id]?.name) ?? "";
  }

  /** What a container is for. */
  container(id: string): { readonly tag: string; readonly app: string; readonly sandbox: string | undefined } {
    const found = this.#data.containers[id];
    return {
      tag: found?.tag ?? "?",
      app: this.appName(found?.app),
      sandbox: found?.isSandbox ? found.target : undefined,
    };
  }

  /** `undefined` where the event that tells it was dropped. */
  commandOf(sandbox: string, process: number): string | undefined {
    return this.#commands.get(`${sandbox} ${process}`);
  }

  /** What a stored object is called. */
  nameOf(object: string): string {
    return this.#objects.get(object) ?? object;
  }
}

import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realDelay, realNow } from "../../time/real-time.js";
import { withPreload } from "./child-preload.js";

const HOST = "127.0.0.1";
/** Real milliseconds between two looks. */
const LOOK_MS = 5;

/** What `spawn` of Node hands to its own code. */
export interface Spawned {
  envPairs?: readonly string[];
}

/** Where a server in a child process is found; or why not. */
export type ChildPort = { readonly port: number } | { readonly problem: string };

/** Programs that a container starts, which may be meant to listen in its stead. Called on behalf of nobody. */
export class ChildServers {
  readonly #running = new Set<ChildProcess>();
  /** Of all that there have been. */
  readonly #pids = new Set<number>();
  readonly #services = new Set<ChildProcess>();
  #ending: string | undefined;
  #wanted: number | undefined;
  #wasTaken: Promise<boolean> | undefined;
  #folder: string | undefined;
  #lock: string | undefined;

  /** A program may be started that is to listen there. */
  want(port: number): void {
    this.#wanted ??= port;
  }

  /**
   * A program is about to be started.
   * @param isElsewhere it may find another disk than this process
   * @returns how
   */
  prepared<T extends Spawned>(options: T, isElsewhere: boolean): T {
    if (this.#wanted === undefined || !options.envPairs) return options;
    this.#wasTaken ??= answers(this.#wanted);
    this.#folder ??= mkdtempSync(join(tmpdir(), "modal-emulator-ports-"));
    return {
      ...options,
      envPairs: withPreload(options.envPairs, isElsewhere ? `/proc/${process.pid}/root${this.#folder}` : this.#folder),
    };
  }

  started(child: ChildProcess): void {
    this.#running.add(child);
    child.once("exit", (code, signal) => {
      this.#running.delete(child);
      if (child.pid !== undefined) this.#pids.add(child.pid);
      this.#ending = signal === null ? `code ${code}` : signal;
    });
  }

  /** @returns `undefined` if it is no program of this container */
  isRunning(pid: number): boolean | undefined {
    for (const child of this.#running) {
      if (child.pid !== undefined) this.#pids.add(child.pid);
      if (child.pid === pid) return true;
    }
    return this.#pids.has(pid) ? false : undefined;
  }

  /** With what the program that ended last has ended. */
  get ending(): string | undefined {
    return this.#ending;
  }

  get areRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Looks for what listens, in real time. @returns `undefined` if nothing does within the limit */
  async find(wanted: number, limitMs: number): Promise<ChildPort | undefined> {
    const wasTaken = await this.#wasTaken;
    if (!wasTaken) rmSync(lockOf(wanted), { force: true }); // of nobody any more
    for (const until = realNow() + limitMs; realNow() < until && this.areRunning; await realDelay(LOOK_MS)) {
      const moved = this.#moved(wanted);
      if (moved !== undefined) return { port: moved };
      if (!wasTaken && (await answers(wanted))) return this.#locked(wanted) ? { port: wanted } : taken(wanted);
    }
    return wasTaken ? taken(wanted) : undefined;
  }

  /** They are services from now on, which nobody waits for. @param ended hears when none is left */
  serve(ended: () => void): void {
    for (const child of this.#running) {
      this.#services.add(child);
      child.unref();
      child.once("exit", () => {
        this.#services.delete(child);
        if (this.#services.size === 0) ended();
      });
    }
  }

  /** The container is gone. */
  close(): void {
    for (const child of this.#services) child.kill("SIGKILL");
    this.#services.clear();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    if (this.#lock !== undefined) rmSync(this.#lock, { force: true });
  }

  /** Where a program of Node has been made to listen instead. */
  #moved(port: number): number | undefined {
    try {
      return Number(readFileSync(join(this.#folder ?? "", String(port)), "utf8"));
    } catch {
      return undefined;
    }
  }

  /** Several containers may have tried at once: one has the port. */
  #locked(port: number): boolean {
    try {
      writeFileSync(lockOf(port), String(process.pid), { flag: "wx" });
    } catch {
      return false;
    }
    this.#lock = lockOf(port);
    return true;
  }
}

function lockOf(port: number): string {
  return join(tmpdir(), `modal-emulator-port-${port}.lock`);
}

function taken(port: number): ChildPort {
  return {
    problem: `Port ${port} of this machine is taken, perhaps by another container: programs other than those of Node bind it themselves, so that one container at a time can have it (maxContainers: 1).`,
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: HOST });
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

import { Machine, type MachinePort } from "../processes/machine.js";
import type { Program } from "../processes/process.js";
import { LACKING } from "./lacking-commands.js";
import { type CommandsPort, nativePrograms } from "./native-programs.js";

/** What a machine with commands stands on. */
export interface EquippedPort extends Omit<MachinePort, "programs">, CommandsPort {
  /** Programs that are no files. @param native what the machine has of that name by itself */
  programs(name: string, native: Program | undefined): Program | undefined;
  /** Whether what `programs` has of a name is there only because it might be meant: look-ups do not find it. */
  isGuess?(name: string): boolean;
}

/**
 * A machine with all commands of its own. Programs of the port, such as a shell, come before those of their name.
 * What it lacks is not in its folders; called all the same, it tells how to have it.
 */
export function createMachine(port: EquippedPort): Machine {
  const native = nativePrograms(port);
  const names = [...native.keys()].filter((name) => !LACKING.includes(name));
  return new Machine({
    fs: port.fs,
    now: () => port.now(),
    sleep: (ms, signal) => port.sleep(ms, signal),
    random: () => port.random(),
    hostname: port.hostname,
    programs: (name) => port.programs(name, native.get(name)) ?? native.get(name),
    lacks: (name) =>
      port.isGuess?.(name) === true
        ? LACKING.includes(name) || !native.has(name)
        : port.programs(name, undefined) === undefined && LACKING.includes(name),
    programNames: [...names, ...(port.programNames ?? [])],
  });
}

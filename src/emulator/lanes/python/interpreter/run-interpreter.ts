import { createRequire } from "node:module";
import type { InterpreterTask, RunStart } from "../bridge/python-calls.js";
import { webAssembly, type WasmHeap, type WasmInstance } from "../bridge/web-assembly.js";
import { bridgeRequest } from "./bridge-requests.js";
import type { CallTable } from "./call-table.js";
import { DescriptorCalls } from "./descriptor-calls.js";
import { ErrorTranslation, type FunctionTable } from "./error-translation.js";
import type { LaneLink } from "./lane-link.js";
import { localTimeCalls } from "./local-time-calls.js";
import { LibraryFiles } from "./library-files.js";
import { MemoryMaps, type Reserve } from "./memory-maps.js";
import { PathCalls } from "./path-calls.js";
import { PRELUDE_FILES } from "./prelude-files.js";
import { SeededChance } from "./seeded-chance.js";
import { type NamePort, socketCalls } from "./socket-calls.js";
import { TimeCalls } from "./time-calls.js";
import { WasmMemory } from "./wasm-memory.js";

/** Where a Python of an image is. */
const PREFIX = "/usr/local";
const LIBRARY = `${PREFIX}/lib/python3.13`;

/** `SIGABRT` */
const ABORT = 6;

/** What asks the lane beyond the calls of C. */
const BRIDGE = `${LIBRARY}/.machine`;

/** CPython as emscripten has made it. */
interface PythonModule {
  readonly ENV: Record<string, string | undefined>;
  callMain(args: string[]): number | undefined;
}

type Imports = Record<string, CallTable>;

interface PythonOptions {
  readonly noInitialRun: true;
  readonly thisProgram: string;
  readonly preRun: readonly ((module: PythonModule) => void)[];
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
  instantiateWasm(imports: Imports, done: (instance: WasmInstance) => void): object;
}

const encoder = new TextEncoder();

/** Runs one program, to its end. @returns its exit code */
export async function runInterpreter(task: InterpreterTask, start: RunStart, lane: LaneLink): Promise<number> {
  const memory = new WasmMemory();
  const files = new Map<string, Uint8Array>([
    [`${PREFIX}/lib/python313.zip`, new Uint8Array(task.library)],
    [`${LIBRARY}/os.py`, new Uint8Array()],
    ...Object.entries(PRELUDE_FILES).map(([name, text]) => [`${LIBRARY}/${name}`, encoder.encode(text)] as const),
  ]);
  const folders = [LIBRARY, `${LIBRARY}/lib-dynload`, ...Object.keys(PRELUDE_FILES).flatMap(folderOf)];
  let table: FunctionTable | undefined;
  let reserve: Reserve | undefined;
  const translate = (words: readonly string[]): void => {
    if (table) void new ErrorTranslation(memory, table, words);
  };
  const own = new LibraryFiles(files, folders, {
    path: BRIDGE,
    answer: (request) => bridgeRequest(lane, request, translate),
  });
  const descriptors = new DescriptorCalls(memory, lane, own);
  const time = new TimeCalls(memory, lane, new SeededChance(start.seed));
  let names: NamePort | undefined;
  const calls: CallTable = {
    ...new PathCalls(memory, lane, own, start.cwd, (...opened) => descriptors.opened(...opened)).table,
    ...descriptors.table,
    ...new MemoryMaps(memory, lane, () => {
      if (!reserve) throw new TypeError("The interpreter has not begun.");
      return reserve;
    }).table,
    ...time.table,
    ...localTimeCalls(memory),
    _abort_js: () => lane.ask("kill", { pid: start.pid, signal: ABORT }),
    ...socketCalls(memory, lane, () => {
      if (!names) throw new TypeError("The interpreter has not begun.");
      return names;
    }),
  };
  const create = createRequire(import.meta.url)(`${task.folder}/python.cjs`) as (
    options: PythonOptions,
  ) => Promise<PythonModule>;
  const say = (text: string): void => void lane.ask("write", { fd: 2, data: encoder.encode(`${text}\n`) });
  const python = await create({
    noInitialRun: true,
    thisProgram: `${PREFIX}/bin/python3`,
    preRun: [(module) => setEnvironment(module, start)],
    print: say,
    printErr: say,
    instantiateWasm: (imports, done) => {
      const instance = new webAssembly.Instance(task.module, withCalls(imports, calls));
      const { memory: heap, malloc, Py_EMSCRIPTEN_SIGNAL_HANDLING: handling } = instance.exports;
      names = {
        lookUp: imports["env"]?.["getaddrinfo"] as NamePort["lookUp"],
        room: malloc as NamePort["room"],
        hostname: start.hostname,
      };
      table = instance.exports["__indirect_function_table"] as FunctionTable;
      reserve = instance.exports["emscripten_builtin_memalign"] as Reserve;
      memory.attach(heap as WasmHeap);
      memory.putInt(1, (handling as { readonly value: number }).value);
      done(instance);
      return {};
    },
  });
  return python.callMain(start.argv.slice(1)) ?? 0;
}

/** Nothing of emscripten's own is left in it. */
function setEnvironment({ ENV }: PythonModule, { env, cwd, pid, parent, hostname }: RunStart): void {
  for (const name of ["USER", "LOGNAME", "PATH", "PWD", "HOME", "LANG", "_"]) ENV[name] = undefined;
  Object.assign(ENV, env);
  ENV["_MACHINE"] = [BRIDGE, cwd, pid, parent, hostname].join("\n");
}

function withCalls(imports: Imports, calls: CallTable): Imports {
  return Object.fromEntries(Object.entries(imports).map(([name, table]) => [name, { ...table, ...calls }]));
}

function folderOf(name: string): string[] {
  const at = name.lastIndexOf("/");
  return at < 0 ? [] : [`${LIBRARY}/${name.slice(0, at)}`];
}

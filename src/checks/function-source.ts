import { InvalidError } from "../contract/errors.js";

const GENERATORS: ReadonlySet<string> = new Set(["[object GeneratorFunction]", "[object AsyncGeneratorFunction]"]);

export function isGeneratorFunction(fn: CallableFunction): boolean {
  return GENERATORS.has(Object.prototype.toString.call(fn));
}

export function isClass(fn: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn));
}

/** Whether a parameter of a function has a default value, as far as its text shows. */
export function hasDefaults(fn: CallableFunction): boolean {
  return someParameter(fn, /=(?!>)/y);
}

/** How many arguments a function takes; `undefined` where that does not show: with a rest parameter, or none. */
export function parameterCount(fn: CallableFunction): number | undefined {
  return fn.length === 0 || someParameter(fn, /\.\.\./y) ? undefined : fn.length;
}

/** Whether something stands in the list of parameters, outside of brackets. */
function someParameter(fn: CallableFunction, what: RegExp): boolean {
  const source = Function.prototype.toString.call(fn);
  let depth = 0;
  for (let at = source.indexOf("("); at >= 0 && at < source.length; at++) {
    const character = source.charAt(at);
    what.lastIndex = at;
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character) && --depth === 0) return false;
    else if (depth === 1 && what.test(source)) return true;
  }
  return false;
}

/** Whether a function is written as an asynchronous one, generator or not. */
export function isAsyncFunction(fn: CallableFunction | undefined): boolean {
  return Object.prototype.toString.call(fn).startsWith("[object Async");
}

const REWRITTEN = /__vite_ssr_import_|__vi_import_|\bcov_[a-z0-9]+\(\)|__cov_|__coverage__/;

/** Bytes of source beyond which Modal warns. */
const LARGE_SOURCE_BYTES = 256 * 1024;
/** Bytes of source beyond which Modal refuses a serialized function. Modal: docs/modal/serialization.md#sizes. */
const MAX_SOURCE_BYTES = 16 * 1024 * 1024;

/** What test runners make of the wrappers that the fields of a class are imported to be made by. */
const WRAPPERS =
  /\(0,\s*__vi\w*_import_\d+__\.(parameter|method|enter|exit|batched|asgiApp|wsgiApp|webServer|fastapiEndpoint|webEndpoint)\)/g;

/**
 * The source text that a `serialized` function or class is shipped as; wrappers of a class are found by their names
 * where it is evaluated.
 * @throws InvalidError if the toolchain has rewritten the body so that it depends on its module, or if it is larger
 * than 16 MiB
 */
export function serializedSource(tag: string, fn: object): string {
  const kind = isClass(fn) ? "class" : "function";
  const text = Function.prototype.toString.call(fn).replaceAll("__vite_ssr_dynamic_import__(", "import(");
  const source = kind === "class" ? text.replaceAll(WRAPPERS, "$1") : text;
  const rewritten = REWRITTEN.exec(source)?.[0];
  if (rewritten) {
    throw new InvalidError(
      `The body of serialized ${kind} \`${tag}\` was rewritten by the toolchain (it contains \`${rewritten}\`) and cannot run by itself. ` +
        `Import what it needs inside the body from a package, or define the ${kind} at the top level of a module without \`serialized\`.`,
    );
  }
  if (source.endsWith("{ [native code] }"))
    throw new InvalidError(`Serialized ${kind} \`${tag}\` has no source text: it is built in or bound.`);
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_SOURCE_BYTES) throw new InvalidError(`Serialized ${kind} \`${tag}\` is larger than 16 MiB.`);
  if (bytes > LARGE_SOURCE_BYTES)
    process.emitWarning(
      `Serialized ${kind} \`${tag}\` has ${Math.ceil(bytes / 1024)} KiB of source, which goes to each of its containers: pass large data as an argument, or keep it in a volume.`,
    );
  return source;
}

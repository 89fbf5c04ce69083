import type { ClsHandle } from "../classes/cls-handle.js";
import { InvalidError } from "../../contract/errors.js";
import type { ErrorClass } from "../codec/error-classes.js";
import type { FunctionHandle } from "../functions/function-handle.js";
import type { AnyFunction } from "../types/function-types.js";
import type { LocalEntrypoint } from "./local-entrypoint.js";

/** What an app consists of, by tag. */
export class AppRegistry {
  readonly #functions = new Map<string, FunctionHandle>();
  #classes: Map<string, ClsHandle> | undefined;
  #entrypoints: Map<string, LocalEntrypoint> | undefined; // most containers' apps have none of these
  #errorClasses: Map<string, ErrorClass> | undefined;

  get functions(): ReadonlyMap<string, AnyFunction> {
    return this.#functions;
  }

  get handles(): ReadonlyMap<string, FunctionHandle> {
    return this.#functions;
  }

  get classes(): ReadonlyMap<string, ClsHandle> {
    return (this.#classes ??= new Map());
  }

  /** Names of what answers web requests. */
  get webEndpoints(): string[] {
    const functions = [...this.#functions].flatMap(([tag, { definition }]) => (definition?.web ? [tag] : []));
    const methods = [...this.classes].flatMap(([tag, { shape }]) =>
      (shape?.methods ?? []).flatMap(({ name, web }) => (web ? [`${tag}.${name}`] : [])),
    );
    return [...functions, ...methods];
  }

  get entrypoints(): ReadonlyMap<string, LocalEntrypoint> {
    return (this.#entrypoints ??= new Map());
  }

  /** By name. */
  get errorClasses(): ReadonlyMap<string, ErrorClass> {
    return this.#errorClasses ?? NONE;
  }

  addErrorClass(errorClass: ErrorClass): void {
    (this.#errorClasses ??= new Map()).set(errorClass.name, errorClass);
  }

  addFunction(tag: string, handle: FunctionHandle): FunctionHandle {
    this.#classes?.delete(tag);
    this.#functions.set(tag, handle);
    return handle;
  }

  addClass(tag: string, handle: ClsHandle): void {
    this.#functions.delete(tag);
    (this.#classes ??= new Map()).set(tag, handle);
  }

  addEntrypoint(entrypoint: LocalEntrypoint): void {
    if (this.entrypoints.has(entrypoint.name))
      throw new InvalidError(
        `Duplicate local entrypoint name: ${entrypoint.name}. Give one of them the option \`name\`.`,
      );
    this.#entrypoints?.set(entrypoint.name, entrypoint);
  }
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

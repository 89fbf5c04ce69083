/** The memory of an instance. */
export interface WasmHeap {
  /** Another one after it has grown. */
  readonly buffer: ArrayBuffer;
}

/** A module that can run. */
export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What is used of WebAssembly, of which Node's types know only modules. */
interface WebAssemblyApi {
  readonly Module: new (code: Uint8Array) => WebAssembly.Module;
  readonly Instance: new (module: WebAssembly.Module, imports: object) => WasmInstance;
  compile(code: Uint8Array): Promise<WebAssembly.Module>;
}

const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

export const webAssembly: WebAssemblyApi = api;

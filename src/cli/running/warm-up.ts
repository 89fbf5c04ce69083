import { HEAP_LIMIT_MB, sharedThreads, threadsOfHeap } from "../../emulator/lanes/threads/lane-threads.js";

/** Starts the thread of the first container while the rest is loaded. @param threads as the command was told */
export function warmUp({ threads }: { readonly threads: number | undefined }): void {
  if (threads !== 0) threadsOfHeap(sharedThreads, HEAP_LIMIT_MB).prepare();
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { HeardText } from "./heard-text.js";

/** `modal-emulator serve`, the real command in a process of its own. */
export interface ServeProcess extends AsyncDisposable {
  /** Waits for something that it writes after the last thing that was waited for. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Presses Ctrl-C, and waits for its exit code. */
  stop(): Promise<number | null>;
}

export function startServing(...words: string[]): ServeProcess {
  const child = spawn(process.execPath, ["dist/cli/bin.js", "serve", "--port", "0", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = new HeardText();
  let all = "";
  for (const output of [child.stdout, child.stderr])
    output.setEncoding("utf8").on("data", (text: string) => {
      all += text;
      heard.write(text);
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const isOver = ended.then((code) => Promise.reject(new Error(`It ended with ${code}:\n${all}`)));
  isOver.catch(() => undefined);
  const stop = (): Promise<number | null> => {
    child.kill("SIGINT");
    return ended;
  };
  return {
    until: (pattern) => heard.until(pattern, isOver),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

// Checked by `npm run typecheck`, never run: what users may write, and what must be an error.
import {
  App,
  type ContainerProcess,
  type ExecOptions,
  Image,
  Sandbox,
  type SandboxCreateOptions,
} from "modal-emulator";
import { is } from "./eq.js";

const app = new App("sandboxes");
const image = Image.debianSlim();
declare const sandbox: Sandbox;
declare const words: string[];
declare const mode: "text" | "binary";
declare const options: ExecOptions;
declare const createOptions: SandboxCreateOptions;

type Text = Promise<ContainerProcess>;
type Bytes = Promise<ContainerProcess<Uint8Array>>;
type Either = Promise<ContainerProcess | ContainerProcess<Uint8Array>>;

// 1 outputs are text, bytes, or one of them
is<Text>()(sandbox.exec("ls"), true);
is<Text>()(sandbox.exec("ls", "-l"), true);
is<Text>()(sandbox.exec(...words), true);
is<Text>()(sandbox.exec("ls", ...words), true);
is<Text>()(sandbox.exec(words), true);
is<Text>()(sandbox.exec(["ls"] as const), true);
is<Text>()(sandbox.exec("ls", { timeoutMs: 5 }), true);
is<Text>()(sandbox.exec(...words, { timeoutMs: 5 }), true);
is<Text>()(sandbox.exec("ls", "-l", { mode: "text" }), true);
is<Text>()(sandbox.exec("ls", { text: true }), true);
is<Text>()(sandbox.exec(words, { stdout: "ignore", env: { A: "1" } }), true);
is<Text>()(sandbox.exec("ls", undefined), true);
is<Bytes>()(sandbox.exec("ls", { mode: "binary" }), true);
is<Bytes>()(sandbox.exec("ls", "-l", { text: false }), true);
is<Bytes>()(sandbox.exec(...words, { text: false }), true);
is<Bytes>()(sandbox.exec(words, { mode: "binary" }), true);
is<Either>()(sandbox.exec("ls", { mode }), true);
is<Either>()(sandbox.exec("ls", "-l", { mode, timeoutMs: 5 }), true);
is<Either>()(sandbox.exec(words, { mode }), true);
is<Either>()(sandbox.exec("ls", { text: mode === "text" }), true);
is<Either>()(sandbox.exec("ls", options), true);
is<Either>()(sandbox.exec(words, options), true);
export const read = async (): Promise<string> => (await sandbox.exec("ls", { mode })).stdout.readText();
// @ts-expect-error it may be bytes
export const text: Text = sandbox.exec("ls", { mode });

// 2 what is refused
// @ts-expect-error no command
void sandbox.exec();
// @ts-expect-error no command
void sandbox.exec({ timeoutMs: 5 });
// @ts-expect-error no command
void sandbox.exec({ mode: "binary" });
// @ts-expect-error a number
void sandbox.exec("ls", 3);
// @ts-expect-error no option
void sandbox.exec("ls", { timeout: 5 });
// @ts-expect-error no option
void sandbox.exec(words, { timeout: 5 });
// @ts-expect-error neither
void sandbox.exec("ls", { mode: "bytes" });

// 3 creating
void Sandbox.create();
void Sandbox.create({ app });
void Sandbox.create("sleep", "60", { app });
void Sandbox.create(...words, createOptions);
void Sandbox.create(app, image);
void Sandbox.create(app, image, { command: ["sleep", "60"] });
// @ts-expect-error an app is an option, unless there is an image
void Sandbox.create(app);
// @ts-expect-error an app is an option, unless there is an image
void Sandbox.create("sleep", "60", app);
// @ts-expect-error an app is an option, unless there is an image
void Sandbox.create(app, { timeoutMs: 5000 });
// @ts-expect-error an app is an option, unless there is an image
void Sandbox.create(app, "sleep", "60");
// @ts-expect-error no option
void Sandbox.create("sleep", { timeout: 5 });

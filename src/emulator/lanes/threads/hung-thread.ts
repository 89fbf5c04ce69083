import { Session } from "node:inspector/promises";

type Post = (method: string, params?: object) => Promise<unknown>;

/** A thread of this process that is spoken to by the inspector: it answers in the middle of whatever code it runs. */
export class HungThread implements Disposable {
  readonly #session: Session;
  readonly #post: Post;

  private constructor(session: Session, post: Post) {
    this.#session = session;
    this.#post = post;
  }

  /** @param threadId not of the own thread */
  static async reach(threadId: number): Promise<HungThread> {
    const session = new Session();
    session.connectToMainThread();
    const post: Post = (method, params) => session.post(method as "Runtime.evaluate", params as never);
    return new HungThread(session, threadId === 0 ? post : await throughMain(session, post, threadId));
  }

  /** @returns what an expression is, as JSON; `undefined` if that fails */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = (await this.#post("Runtime.evaluate", { expression, returnByValue: true })) as {
      readonly result: { readonly subtype?: string; readonly value?: unknown };
    };
    return result.subtype === "error" ? undefined : result.value;
  }

  /** Ends what runs there, and all microtasks behind it. */
  async terminate(): Promise<void> {
    await this.#post("Runtime.terminateExecution");
  }

  [Symbol.dispose](): void {
    this.#session.disconnect();
  }
}

/** Other threads than the main one are spoken to through that. */
async function throughMain(session: Session, post: Post, threadId: number): Promise<Post> {
  const found = Promise.withResolvers<string>();
  session.on("NodeWorker.attachedToWorker", ({ params: { sessionId, workerInfo } }) => {
    if (workerInfo.title.startsWith(`[worker ${threadId}]`)) found.resolve(sessionId);
  });
  const answers = new Map<number, (result: unknown) => void>();
  session.on("NodeWorker.receivedMessageFromWorker", ({ params: { message } }) => {
    const { id, result } = JSON.parse(message) as { readonly id: number; readonly result: unknown };
    answers.get(id)?.(result);
    answers.delete(id);
  });
  await post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  const sessionId = await found.promise;
  let count = 0;
  return (method, params) => {
    const id = ++count;
    const answer = Promise.withResolvers<unknown>();
    answers.set(id, answer.resolve);
    const message = JSON.stringify({ id, method, params });
    void post("NodeWorker.sendMessageToWorker", { sessionId, message });
    return answer.promise;
  };
}

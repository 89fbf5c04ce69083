import { ModalError } from "../../contract/errors.js";

const WORDS = [
  ["`force: true`", "--force"],
  ["`recursive: true`", "--recursive"],
  ["`restricted: true`", "--restricted"],
] as const;

/** Does something whose errors name options of the library: told as options of commands. */
export async function inCommandWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModalError)
      for (const [ours, theirs] of WORDS) error.message = error.message.replace(ours, theirs);
    throw error;
  }
}

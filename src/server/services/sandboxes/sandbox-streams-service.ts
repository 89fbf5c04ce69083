import { FileDescriptor } from "../../protocol/modal.js";
import type { Service } from "../service.js";

/** What goes into the main process of a sandbox of the first kind, and out of it as text. */
export const sandboxStreams: Service = ({ backend }) => ({
  sandboxStdinWrite: async ({ sandboxId, input, eof }) => {
    await backend.send("sandbox.write", { sandboxId, process: 0, data: new Uint8Array(input), isEnd: eof });
    return {};
  },
  sandboxGetLogs: async function* ({ sandboxId, fileDescriptor, lastEntryId }) {
    const stream = fileDescriptor === FileDescriptor.FILE_DESCRIPTOR_STDERR ? "stderr" : "stdout";
    const subject = { sandboxId, process: 0, stream } as const;
    for (let offset = Number.parseInt(lastEntryId, 10) || 0; ;) {
      const { data, offset: begin, isEnd } = await backend.send("sandbox.read", { ...subject, offset });
      const whole = isEnd ? data : wholeCharacters(data);
      offset = begin + whole.length;
      const items = whole.length > 0 ? [{ data: new TextDecoder().decode(whole), fileDescriptor }] : [];
      if (items.length > 0 || isEnd) yield { entryId: `${offset}-0`, items, eof: isEnd, sandboxId };
      if (isEnd) return;
    }
  },
});

/** Without the beginning of a character of UTF-8 whose end has not come. */
function wholeCharacters(data: Uint8Array): Uint8Array {
  const last = data.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const lead = data[last] ?? 0;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return last >= 0 && data.length - last < size ? data.subarray(0, last) : data;
}

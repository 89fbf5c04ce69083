import { useEffect, useState } from "preact/hooks";
import { App } from "./app.js";
import type { ReportData } from "../model/report-data.js";
import { withMore } from "../model/with-more.js";

interface Answer {
  /** Its events are those after what was asked for. */
  readonly data: ReportData;
  /** What to ask for next. */
  readonly next: number;
  /** Which world it is: another one may come to the same address. */
  readonly world: string;
}

/** How much longer than it took to answer the world is left alone. */
const REST = 4;

const GONE = "The server does not answer any more: this is what was known.";

/** A report of a world that goes on: fetches what has been added, when it is told that there is something. */
export function LiveReport({ address }: { readonly address: string }) {
  const [data, setData] = useState<ReportData>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const changes = new EventSource(address.replace(/data$/, "changes"));
    let next = 0;
    let world = "";
    let isAsking = false;
    let isBehind = false;
    const ask = async (): Promise<void> => {
      isBehind = true;
      if (isAsking) return;
      isAsking = true;
      try {
        while (isBehind) {
          isBehind = false;
          const began = performance.now();
          const response = await fetch(`${address}?after=${next}&world=${world}`);
          if (response.status === 409) {
            [next, world, isBehind] = [0, "", true];
            continue;
          }
          const answer = (await response.json()) as Answer;
          const isMore = next > 0;
          setData((known) => (isMore && known ? withMore(known, answer.data) : answer.data));
          ({ next, world } = answer);
          setProblem("");
          await new Promise((resolve) => setTimeout(resolve, REST * (performance.now() - began)));
        }
      } catch {
        setProblem(GONE);
      } finally {
        isAsking = false;
      }
    };
    changes.addEventListener("message", () => void ask());
    changes.addEventListener("error", () => setProblem(GONE));
    changes.addEventListener("open", () => void ask());
    void ask();
    return () => changes.close();
  }, [address]);
  if (!data) return <p class="notice">{problem === "" ? "Waiting for the world…" : problem}</p>;
  return <App data={data} isLive notice={problem} />;
}

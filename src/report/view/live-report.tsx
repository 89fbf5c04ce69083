import { useEffect, useState } from "preact/hooks";
import { App } from "./app.js";
import type { ReportData } from "../model/report-data.js";

interface Answer {
  /** Its events are those after what was asked for. */
  readonly data: ReportData;
  /** What to ask for next. */
  readonly next: number;
}

const GONE = "The server does not answer any more: this is what was known.";

/** A report of a world that goes on: fetches what has been added, when it is told that there is something. */
export function LiveReport({ address }: { readonly address: string }) {
  const [data, setData] = useState<ReportData>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const changes = new EventSource(address.replace(/data$/, "changes"));
    let next = 0;
    let isAsking = false;
    let isBehind = false;
    const ask = async (): Promise<void> => {
      isBehind = true;
      if (isAsking) return;
      isAsking = true;
      try {
        while (isBehind) {
          isBehind = false;
          const answer = (await (await fetch(`${address}?after=${next}`)).json()) as Answer;
          setData((known) => (next > 0 && known ? added(known, answer.data) : answer.data));
          next = answer.next;
          setProblem("");
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

function added(known: ReportData, more: ReportData): ReportData {
  return { ...more, events: [...known.events, ...more.events] };
}

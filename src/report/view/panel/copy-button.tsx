import { useState } from "preact/hooks";

/** Puts a text on the clipboard. */
export function CopyButton({ text, label = "Copy" }: { readonly text: string; readonly label?: string }) {
  const [state, setState] = useState(label);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState("Copied");
    } catch {
      setState("Not allowed here");
    }
  };
  return (
    <button type="button" class="small" onClick={() => void copy()}>
      {state}
    </button>
  );
}

import { useState } from "preact/hooks";

/** Goes from the colours of the system to the other ones, and back. */
export function ThemeButton() {
  const [isOther, setOther] = useState(false);
  const change = (): void => {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const root = document.documentElement;
    if (isOther) delete root.dataset["theme"];
    else root.dataset["theme"] = isDark ? "light" : "dark";
    setOther(!isOther);
  };
  return (
    <button type="button" onClick={change} aria-label="Light or dark" aria-pressed={isOther}>
      ◐
    </button>
  );
}

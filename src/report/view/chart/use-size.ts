import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface Size {
  /** CSS pixels, 0 before it is known. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen in one of these. */
  readonly ratio: number;
}

/** The size of an element, as it changes. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0, ratio: 1 });
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = current;
      setSize({ width, height, ratio: devicePixelRatio });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}

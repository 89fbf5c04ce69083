/** What stands in `args`: shown with an event. */
export type ChromeArgs = Readonly<Record<string, unknown>>;

interface OnThread {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of virtual time from the beginning of the report. */
  readonly ts: number;
  readonly cat: string;
}

/** An event of the Trace Event Format, of the kinds that an export has. */
export type ChromeEvent =
  /** Names a process or a thread, and says where it stands. */
  | { readonly name: string; readonly ph: "M"; readonly pid: number; readonly tid: number; readonly args: ChromeArgs }
  /** Something that took `dur` microseconds. */
  | (OnThread & { readonly ph: "X"; readonly dur: number; readonly args: ChromeArgs })
  /** Something that took no time. */
  | (OnThread & { readonly ph: "i"; readonly s: "t"; readonly args: ChromeArgs })
  /** An arrow between two of those that took time: where it begins, and where it ends. */
  | (OnThread & { readonly ph: "s"; readonly id: number })
  | (OnThread & { readonly ph: "f"; readonly bp: "e"; readonly id: number })
  /** A number, from then on. */
  | {
      readonly name: string;
      readonly ph: "C";
      readonly pid: number;
      readonly ts: number;
      readonly args: Readonly<Record<string, number>>;
    };

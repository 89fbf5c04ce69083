import type { Shell } from "../state/shell.js";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]; // prettier-ignore

/** `%(format)T` of `printf`, in UTC. @param argument seconds; -1, or none: now; -2: when the shell began */
export function formatTime(shell: Shell, format: string, argument: string | undefined): string {
  const seconds = Number(argument ?? "-1");
  const ms = seconds === -1 ? shell.system.now() : seconds === -2 ? shell.startedAt : seconds * 1000;
  const date = new Date(ms);
  return (format || "%H:%M:%S").replace(/%([A-Za-z%])/g, (written, letter: string) => partOf(date, letter) ?? written);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function partOf(date: Date, letter: string): string | undefined {
  const day = DAYS[date.getUTCDay()] ?? "";
  const month = MONTHS[date.getUTCMonth()] ?? "";
  const iso = date.toISOString();
  const hour = date.getUTCHours();
  const yearBegin = Date.UTC(date.getUTCFullYear(), 0, 1);
  const parts: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    e: String(date.getUTCDate()).padStart(2),
    H: two(hour),
    I: two(hour % 12 || 12),
    p: hour < 12 ? "AM" : "PM",
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    s: String(Math.floor(date.getTime() / 1000)),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    R: iso.slice(11, 16),
    D: `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(2, 4)}`,
    A: day,
    a: day.slice(0, 3),
    B: month,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    j: String(Math.floor((date.getTime() - yearBegin) / 86_400_000) + 1).padStart(3, "0"),
    u: String(date.getUTCDay() || 7),
    w: String(date.getUTCDay()),
    Z: "UTC",
    z: "+0000",
    c: `${day.slice(0, 3)} ${month.slice(0, 3)} ${String(date.getUTCDate()).padStart(2)} ${iso.slice(11, 19)} ${date.getUTCFullYear()}`,
    n: "\n",
    t: "\t",
    "%": "%",
  };
  return parts[letter];
}

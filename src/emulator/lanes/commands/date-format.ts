const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const DAY_NAMES: readonly string[] = DAYS;
export const MONTH_NAMES: readonly string[] = MONTHS;

const DAY_MS = 86_400_000;
const CONVERSION = /%([-_0^#]*)(\d*)(:{0,3}[a-zA-Z%+])/g;

/** What a field is, and how it is padded if nothing else is asked for. */
type Field = readonly [value: string, width?: number, fill?: string];

/**
 * A time in UTC, as `date` and `strftime` write it.
 * @param ms epoch milliseconds
 */
export function formatDate(ms: number, format: string): string {
  return format.replaceAll(CONVERSION, (whole, flags: string, width: string, letter: string) => {
    const field = fieldOf(ms, letter);
    if (!field) return whole;
    let [text, wide = 0, fill = "0"] = field;
    if (flags.includes("_")) fill = " ";
    if (flags.includes("0")) fill = "0";
    if (width !== "") wide = Number(width);
    if (letter === "N" && wide > 0) text = text.slice(0, wide).padEnd(wide, "0");
    if (!flags.includes("-")) text = text.padStart(wide, fill);
    if (flags.includes("^")) return text.toUpperCase();
    return flags.includes("#") ? (letter === "Z" || letter === "p" ? text.toLowerCase() : text.toUpperCase()) : text;
  });
}

function number(value: number, width = 2, fill = "0"): Field {
  return [String(value), width, fill];
}

function fieldOf(ms: number, letter: string): Field | undefined {
  const date = new Date(ms);
  const text = (format: string): Field => [formatDate(ms, format)];
  const hours = date.getUTCHours();
  const day = date.getUTCDay();
  const dayOfYear = Math.floor((ms - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS);
  switch (letter) {
    case "a":
      return [DAYS[day]?.slice(0, 3) ?? ""];
    case "A":
      return [DAYS[day] ?? ""];
    case "b":
    case "h":
      return [MONTHS[date.getUTCMonth()]?.slice(0, 3) ?? ""];
    case "B":
      return [MONTHS[date.getUTCMonth()] ?? ""];
    case "c":
      return text("%a %b %e %H:%M:%S %Y");
    case "C":
      return number(Math.floor(date.getUTCFullYear() / 100));
    case "d":
      return number(date.getUTCDate());
    case "D":
    case "x":
      return text("%m/%d/%y");
    case "e":
      return number(date.getUTCDate(), 2, " ");
    case "F":
      return text("%Y-%m-%d");
    case "g":
      return number(isoWeek(ms).year % 100);
    case "G":
      return number(isoWeek(ms).year, 4);
    case "H":
      return number(hours);
    case "I":
      return number(hours % 12 || 12);
    case "j":
      return number(dayOfYear + 1, 3);
    case "k":
      return number(hours, 2, " ");
    case "l":
      return number(hours % 12 || 12, 2, " ");
    case "m":
      return number(date.getUTCMonth() + 1);
    case "M":
      return number(date.getUTCMinutes());
    case "n":
      return ["\n"];
    case "N":
      return [
        String(((ms % 1_000) + 1_000) % 1_000)
          .padStart(3, "0")
          .replace(".", "")
          .padEnd(9, "0")
          .slice(0, 9),
      ];
    case "p":
      return [hours < 12 ? "AM" : "PM"];
    case "P":
      return [hours < 12 ? "am" : "pm"];
    case "q":
      return number(Math.floor(date.getUTCMonth() / 3) + 1, 1);
    case "r":
      return text("%I:%M:%S %p");
    case "R":
      return text("%H:%M");
    case "s":
      return number(Math.floor(ms / 1_000), 1);
    case "S":
      return number(date.getUTCSeconds());
    case "t":
      return ["\t"];
    case "T":
    case "X":
      return text("%H:%M:%S");
    case "u":
      return number(day || 7, 1);
    case "U":
      return number(Math.floor((dayOfYear + 7 - day) / 7));
    case "V":
      return number(isoWeek(ms).week);
    case "w":
      return number(day, 1);
    case "W":
      return number(Math.floor((dayOfYear + 7 - ((day + 6) % 7)) / 7));
    case "y":
      return number(date.getUTCFullYear() % 100);
    case "Y":
      return number(date.getUTCFullYear(), 4);
    case "z":
      return ["+0000"];
    case ":z":
      return ["+00:00"];
    case "::z":
      return ["+00:00:00"];
    case "Z":
      return ["UTC"];
    case "+":
      return text("%a %b %e %H:%M:%S %Z %Y");
    case "%":
      return ["%"];
  }
}

/** The week that has the Thursday is the year's. */
function isoWeek(ms: number): { readonly year: number; readonly week: number } {
  const days = Math.floor(ms / DAY_MS);
  const thursday = new Date((days - ((new Date(ms).getUTCDay() + 6) % 7) + 3) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1 };
}

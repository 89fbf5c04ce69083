import { unit } from "@acme/units";

export function area(width: number, height: number): string {
  return `${width * height} ${unit}`;
}

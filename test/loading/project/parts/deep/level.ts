import { answer } from "../answer.js";

enum Level {
  low = answer,
}

export const level: number = Level.low;

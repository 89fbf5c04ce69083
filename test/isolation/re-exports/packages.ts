export * from "es-module-lexer";
export * from "cron-parser";
export * from "nanoid";
export * as memfs from "memfs";

import { register } from "./registry.ts";

register("plugin");

import { transform } from "lightningcss";
import { App } from "modal-emulator";

export const app = new App("native-addon");
export const probe = app.function(async function probe(): Promise<string> {
  return transform({ filename: "a.css", code: Buffer.from("a { color: red }"), minify: true }).code.toString();
});
export const expected = "a{color:red}";

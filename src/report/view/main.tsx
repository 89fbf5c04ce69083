import { render } from "preact";
import { App } from "./app.js";
import { LiveReport } from "./live-report.js";
import { readPacked } from "./read-packed.js";

const root = document.getElementById("report");
const data = document.getElementById("report-data");
if (root && data) {
  const live = data.dataset["live"];
  if (live !== undefined) render(<LiveReport address={live} />, root);
  else
    try {
      const report = await readPacked(data.textContent);
      document.title = `${report.title} · modal-emulator`;
      render(<App data={report} />, root);
    } catch (error) {
      render(<p class="notice">This report cannot be read: {String(error)}</p>, root);
    }
}

import { render } from "preact";
import { makeTimeline } from "../model/timeline.js";
import { readPacked } from "./read-packed.js";

const root = document.getElementById("report");
const data = document.getElementById("report-data");
if (root && data) {
  const report = await readPacked(data.textContent);
  const { tracks, problems } = makeTimeline(report);
  render(
    <p>
      {tracks.length} lanes, {problems.length} problems
    </p>,
    root,
  );
}

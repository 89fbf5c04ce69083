import type { ReportBill } from "../../model/report-data.js";

const COLUMNS = ["coldStarts", "firstAttempts", "retries", "idle"] as const;
const TITLES = ["cold starts", "first attempts", "retries", "idle"];

/** What the containers have cost, by function. */
export function Bill({ bill }: { readonly bill: ReportBill | null }) {
  if (!bill) return <p class="dim">There is no bill, because the first events were not kept.</p>;
  return (
    <div class="scroll">
      <table>
        <caption>US dollars, at the rates of {bill.rates}</caption>
        <thead>
          <tr>
            <th scope="col">function</th>
            <th scope="col">total</th>
            <th scope="col">containers</th>
            {TITLES.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bill.functions.map((cost, index) => (
            <tr key={index}>
              <th scope="row">
                <bdi>{cost.tag}</bdi>
              </th>
              <td>{cost.total.toFixed(6)}</td>
              <td>{cost.containers.toLocaleString("en")}</td>
              {COLUMNS.map((column) => (
                <td key={column}>{cost[column].toFixed(6)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">all</th>
            <td>{bill.total.toFixed(6)}</td>
            <td colSpan={COLUMNS.length + 1} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

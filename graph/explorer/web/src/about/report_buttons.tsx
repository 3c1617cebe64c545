import { useState } from "preact/hooks";
import { usePage } from "../context";
import { oneLine } from "../parts/text";
import { askReport } from "../take_away/report_facts";
import { reportHtml } from "../take_away/report_html";
import { reportMarkdown } from "../take_away/report_markdown";
import { fileName, save as saveFile } from "../take_away/saving";
import type { EntityBrief } from "../types";

/** Save a report of an entity with its sources, to print or to write on with. */
export function ReportButtons({ entity }: { entity: EntityBrief }) {
  const page = usePage();
  const [working, setWorking] = useState(false);
  const save = (suffix: "html" | "md") => {
    setWorking(true);
    askReport(page, entity.id)
      .then((facts) => {
        const file = fileName(`${entity.name} report`, suffix);
        if (suffix === "html") saveFile(reportHtml(facts), file, "text/html");
        else saveFile(reportMarkdown(facts), file, "text/markdown");
        page.say(`The report of ${oneLine(entity.name)} is saved as ${file}.`);
      })
      .catch((error: Error) => page.say(`The report could not be made: ${error.message}`, { kind: "warning" }))
      .finally(() => setWorking(false));
  };
  return (
    <>
      <button type="button" disabled={working} onClick={() => save("html")}>Report (HTML)</button>
      <button type="button" disabled={working} onClick={() => save("md")}>Report (Markdown)</button>
    </>
  );
}

import { useAnswer, usePage } from "../context";
import { Words } from "../deciding/side";
import { Loading } from "../parts/loading";
import { number, oneLine } from "../parts/text";
import type { EntityBrief } from "../types";
import { DecisionList } from "./decision_list";

/** Why the names of an entity are one: each spelling with its way here, the words compared, knowledge bases, decisions. */
export function NamesOf({ entity }: { entity: EntityBrief }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.names(entity.id), [entity.id]);
  return (
    <Loading asked={asked} what="its names">
      {({ rows, words, kb, decisions }) => (
        <>
          <div class="scroll" tabIndex={0} role="region" aria-label="How documents write it">
            <table>
              <caption class="unseen">How documents write it, and why each is this one</caption>
              <thead>
                <tr>
                  <th scope="col">As written</th><th scope="col">Why it is this one</th><th scope="col">Rules</th>
                  <th scope="col" class="figure">Mentions</th><th scope="col" class="figure">Documents</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((each) => (
                  <tr key={`${each.surface} ${each.rule} ${each.link_rule} ${each.score} ${each.link_score}`}>
                    <th scope="row" dir="auto">{oneLine(each.surface)}</th>
                    <td dir="auto">{each.told}</td>
                    <td class="quiet ruled">{ruled(each.rule, each.score)}{each.link_rule === "exact" && each.link_score === 1 ? null : ruled(each.link_rule, each.link_score)}</td>
                    <td class="figure">{number(each.mentions)}</td><td class="figure">{number(each.documents)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {words.length ? <h3>Word by word</h3> : null}
          <div class="each-words">
            {words.map((each) => (
              <section key={`${each.left} ${each.right}`}>
                <h4><bdi>{oneLine(each.right)}</bdi><span class="quiet">{` score ${each.score.toFixed(2)}`}</span></h4>
                <Words rows={each.rows} left={each.left} right={each.right} />
              </section>
            ))}
          </div>
          {kb.length ? <><h3>Knowledge bases</h3><ul class="rows">{kb.map((each) => <li key={each} dir="auto">{each}</li>)}</ul></> : null}
          <h3>Decisions</h3>
          {decisions.length ? <DecisionList rows={decisions} /> : <p class="quiet">Nobody decided anything about it.</p>}
        </>
      )}
    </Loading>
  );
}

function ruled(rule: string, score: number) {
  return rule ? <span>{`${rule} ${score.toFixed(2)}`}</span> : null;
}

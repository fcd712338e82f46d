// The page without its script is complete, and shows no control that does nothing.
#include "harness/kill/kill_html.hpp"

namespace zns::harness::html {

const char* const kKillStyle = R"css(
[hidden] { display: none !important; }
.rates { max-width: 44rem; } .rates meter { min-width: 6rem; }
.controls { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: center; margin: 0.75rem 0; }
.controls input[type=search] { width: min(20rem, 100%); } .controls input, .controls select { font: inherit; max-width: 100%; }
.kill { table-layout: fixed; } .kill th:first-child { width: 25%; } .kill .way { width: 13%; }
.kill tr[class] { color: var(--ink); } .kill tr.failed td { color: inherit; background: color-mix(in srgb, var(--failed) 9%, transparent); }
.kill th { position: sticky; top: 0; background: var(--page); }
.kill th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
.kill th[aria-sort=ascending] button::after { content: " \25B4"; } .kill th[aria-sort=descending] button::after { content: " \25BE"; }
.kill td p { margin: 0 0 0.2rem; } .kill .hard { color: var(--known); } .kill .by { display: block; color: var(--soft); }
.kill b { font-variant-numeric: tabular-nums; } .kill .clauses code { margin-right: 0.6em; white-space: nowrap; }
.redundant { columns: 20rem; padding-left: 1.25rem; }
@media (max-width: 44rem) {
  .kill, .kill thead, .kill tbody, .kill tr, .kill td { display: block; } .kill thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; }
  .kill th:first-child, .kill .way { width: auto; } .kill td { border: 0; } .kill tbody tr { border-bottom: 1px solid var(--line); }
  .kill td[data-way]::before { content: attr(data-way) " "; color: var(--soft); } .kill .by { display: inline; }
}
)css";

const char* const kKillScript = R"js(
(() => {
  const table = document.getElementById('matrix');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const [text, who, hard, shown] = ['text', 'who', 'hard', 'shown'].map(id => document.getElementById(id));

  const show = () => {
    const words = text.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const row of rows) {
      const content = row.textContent.toLowerCase();
      row.hidden = !(row.matches(who.value) && (!hard.checked || row.matches('[data-hard]')) &&
                     words.every(word => content.includes(word)));
      count += row.hidden ? 0 : 1;
    }
    shown.textContent = `${count} of ${rows.length}`;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    return 'n' in cell.dataset ? Number(cell.dataset.n) : cell.textContent;
  };
  const sort = (head, column) => {
    const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    for (const each of head.parentNode.cells) each.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
    rows.sort((one, other) => {
      const [a, b] = [key(one, column), key(other, column)];
      return a === b ? 0 : a < b ? -sign : sign;
    });
    body.append(...rows);
  };

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(head, column));
    head.append(button);
  });
  for (const control of [text, who, hard]) control.addEventListener('input', show);
  document.getElementById('controls').hidden = false;
  show();
})();
)js";

// A browser that finds another one says so on its console, and does not run the script.
const char* const kKillScriptHash = "sha256-KsFWQIHaUr5grOccQzvuQ+Sbr3Aqmh7JEOHK+XIBw+8=";

}  // namespace zns::harness::html

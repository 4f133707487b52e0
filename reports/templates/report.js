"use strict";
// Sort a table by a click on its header, and filter long ones. The page is complete without this script.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const number = (text) => Number(text.replace(/[\s\u00a0]/g, "").replace(/%$/, ""));
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[column].textContent.trim();
      const numeric = rows.every((row) => key(row) === "" || !Number.isNaN(number(key(row))));
      rows.sort((a, b) => (numeric ? number(key(a)) - number(key(b)) : key(a).localeCompare(key(b), "fi", { numeric: true })) * (up ? 1 : -1));
      body.append(...rows);
    });
  });
  if (rows.length > 12) {
    const filter = document.createElement("input");
    filter.type = "search";
    filter.className = "filter";
    filter.placeholder = "Show rows that contain …";
    filter.setAttribute("aria-label", "Filter the rows of this table");
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    table.parentElement.before(filter);
  }
}
const closed = [];
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) closed.push(part);
  for (const part of closed) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of closed.splice(0)) part.open = false;
});

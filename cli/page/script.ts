/**
 * The page's only script: counts the cost of another class. Without it the page shows one class and lacks nothing else.
 */

/** The script. */
export const PAGE_SCRIPT = `
(() => {
  const inputs = document.getElementById("class-inputs");
  if (!inputs) return;
  inputs.hidden = false;
  const value = (id) => Math.max(0, Number(document.getElementById(id).value) || 0);
  inputs.addEventListener("input", () => {
    const counts = { students: value("students"), hours: value("hours") };
    for (const span of document.querySelectorAll("[data-count]")) span.textContent = counts[span.dataset.count];
    for (const cell of document.querySelectorAll("[data-per-hour]"))
      cell.textContent = "$" + (cell.dataset.perHour * counts.students * counts.hours).toFixed(2);
  });
})();
`;

// What a page cannot say without the reader's clock: times in the local zone, minutes that are left, and printing.
// Everything works without it. Nothing here writes HTML.
(() => {
  const inZone = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  function draw() {
    for (const time of document.querySelectorAll("time[data-time]")) time.textContent = inZone.format(new Date(time.dateTime));
    for (const left of document.querySelectorAll("[data-left]")) {
      const minutes = Math.ceil((Date.parse(left.dataset.left) - Date.now()) / 60_000);
      left.textContent = minutes > 0 ? left.dataset.words.replace("{n}", String(minutes)) : "";
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
  document.addEventListener("htmx:after:swap", draw);
  setInterval(draw, 5_000);
  draw();
})();

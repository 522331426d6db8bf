// The search, while one types. Without it the form asks the server, with the same outcome.
const box = document.getElementById("q");
if (box) {
  const rows = [...document.querySelectorAll(".resources li")];
  const texts = rows.map((row) => {
    const [methods, template, name] = row.children;
    const badges = [...methods.children].map((badge) => badge.textContent).join(" ");
    return `${badges} ${template.textContent} ${name.textContent}`.toLowerCase();
  });
  const groups = [...document.querySelectorAll(".group")];
  const count = document.getElementById("count");
  const number = new Intl.NumberFormat("en");
  const search = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      if (!row.hidden) shown += 1;
    });
    for (const group of groups) {
      group.hidden = !group.querySelector(".resources li:not([hidden])");
    }
    count.textContent = `${number.format(shown)} of ${number.format(rows.length)} resources`;
  };
  box.addEventListener("input", search);
}

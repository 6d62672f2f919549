/** How the pages of the demo look: one sheet for all, and no other file. */
export const stylesheet = `
:root { color-scheme: light; --blue: #004d99; --ink: #17324d; --soft: #455b71; --line: #c5cfd9; --wash: #f2f6fa; }
* { box-sizing: border-box; }
body { margin: 0; font: 1.0625rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: var(--ink);
  background: #fff; overflow-wrap: anywhere; }
a { color: var(--blue); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, iframe:focus-visible { outline: 3px solid #b35c00; outline-offset: 3px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem 1rem; z-index: 1; }
.bar { background: var(--blue); color: #fff; }
.bar > div { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; }
.bar strong { font-size: 1.2rem; margin-right: auto; }
.bar a { color: #fff; padding: .25rem 0; }
.bar a[aria-current] { font-weight: 700; text-decoration-thickness: .2em; }
.wide { max-width: 72rem; margin: 0 auto; padding: 1rem; }
main.wide { padding-bottom: 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.25rem 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1.1rem; margin: 0; }
p { margin: .4rem 0; max-width: 46rem; }
.soft, [lang=en] { color: var(--soft); }
[lang=en] { font-size: .95rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; padding: 0;
  margin: 1rem 0; list-style: none; }
.card { position: relative; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.1rem; display: flex;
  flex-direction: column; gap: .3rem; }
.card:hover, .card:focus-within { border-color: var(--blue); background: var(--wash); }
.card .go { margin-top: auto; padding-top: .5rem; font-weight: 600; }
.card .go a::after { content: ""; position: absolute; inset: 0; border-radius: .5rem; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem;
  color: var(--soft); background: #fff; }
.tag.bad { color: #a32020; }
.mails { list-style: none; margin: 1rem 0; padding: 0; border-top: 1px solid var(--line); }
.mails > li { position: relative; display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; padding: .7rem .6rem;
  border-bottom: 1px solid var(--line); }
.mails > li:hover, .mails > li:focus-within { background: var(--wash); }
.mails a { font-weight: 600; }
.mails a::after { content: ""; position: absolute; inset: 0; }
.mails time { white-space: nowrap; }
.filter { display: flex; flex-wrap: wrap; gap: .4rem .9rem; list-style: none; padding: 0; margin: 1rem 0; }
.filter [aria-current] { font-weight: 700; color: var(--ink); text-decoration: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: .5rem; resize: vertical; background: #fff; }
pre { white-space: pre-wrap; background: var(--wash); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem;
  font: .95rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
code { font: .95em ui-monospace, Menlo, Consolas, monospace; background: var(--wash); padding: .1em .3em; }
.pages { display: flex; gap: 1.5rem; }
@media (max-width: 32rem) { .mails > li { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
`;

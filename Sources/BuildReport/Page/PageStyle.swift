/// How the page looks: on a wide screen, on a phone, on paper, in light and dark.
enum PageStyle {
    static let text = """
        :root { color-scheme: light dark; --line: #8884; --bad: #b3261e; --good: #1b6e3c; --soft: #8882; }
        @media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7bd8a0; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
        p { margin: .4rem 0; overflow-wrap: anywhere; }
        .soft { opacity: .75; }
        .cause { border-left: .4rem solid var(--bad); background: var(--soft); padding: .6rem 1rem; margin: 1rem 0; }
        .cause p:first-child { font-size: 1.15rem; font-weight: 600; }
        .good { border-color: var(--good); }
        nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: 1rem 0; }
        pre { margin: .4rem 0; padding: .6rem; background: var(--soft); overflow: auto; max-height: 32rem;
          font: .85rem/1.35 ui-monospace, monospace; tab-size: 8; white-space: pre-wrap; overflow-wrap: anywhere; }
        pre.screen { white-space: pre; background: #111; color: #ddd; width: fit-content; max-width: 100%; }
        img { display: block; max-width: 100%; height: auto; border: 1px solid var(--line); margin: .4rem 0; }
        .scroll { overflow-x: auto; max-height: 40rem; overflow-y: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        td, th { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0; }
        tr { border-bottom: 1px solid var(--line); }
        td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
        td.text { white-space: pre-wrap; overflow-wrap: anywhere; width: 100%; }
        .detail td.text { opacity: .8; padding-left: 1rem; }
        .error td.text, .bad { color: var(--bad); }
        summary { cursor: pointer; }
        @media (max-width: 40rem) {
          body { padding: .6rem; font-size: .95rem; }
          pre { font-size: .7rem; }
        }
        @media print {
          body { max-width: none; padding: 0; font-size: 10pt; }
          pre, .scroll { max-height: none; overflow: visible; white-space: pre-wrap; }
          pre.screen { color: #000; background: none; border: 1px solid #000; }
          nav { display: none; }
          h2 { break-after: avoid; }
          img { break-inside: avoid; max-height: 12cm; }
        }
        """
}

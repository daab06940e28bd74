package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
)

// printJSON writes v to standard output as one line of JSON.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printAdded prints the counts of an ingest.
func (a *app) printAdded(n dedup.Added) error {
	if a.json {
		return a.printJSON(struct {
			Schema   string `json:"schema"`
			Read     int64  `json:"read"`
			Stored   int64  `json:"stored"`
			Revised  int64  `json:"revised"`
			Known    int64  `json:"known"`
			KeptOut  int64  `json:"kept_out"`
			Rejected int64  `json:"rejected"`
		}{"wiretrace/ingest/1", n.Read, n.Stored, n.Revised, n.Known, n.KeptOut, n.Rejected})
	}
	if a.quiet {
		return nil
	}
	keptOut := ""
	if n.KeptOut > 0 {
		keptOut = fmt.Sprintf(", %d blocked and kept out", n.KeptOut)
	}
	_, err := fmt.Fprintf(a.out, "%s read: %d new, %s, %d known%s; %s rejected\n",
		several(n.Read, "article"), n.Stored, several(n.Revised, "new revision"), n.Known, keptOut, several(n.Rejected, "record"))
	return err
}

// several returns a number with what is counted, in the singular or plural.
func several[N int | int64](n N, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// printRun prints the summary of a dedup run.
func (a *app) printRun(run *dedup.Run, opts dedup.Options, out string) error {
	if run.Linked.Dropped {
		a.logf("what the last run concluded could not be read: it was dropped, and everything was concluded anew")
	}
	if a.json {
		line, err := json.Marshal(run.Record(opts))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.out, "%s\n", line)
		return err
	}
	if a.quiet {
		return nil
	}
	if run.Added.Read > 0 || run.Added.Rejected > 0 {
		if err := a.printAdded(run.Added); err != nil {
			return err
		}
	}
	l := &run.Linked
	if _, err := fmt.Fprintf(a.out, "%s (%d new, %d grown, %d otherwise changed) from %s; generation %d\n",
		several(l.Clusters, "cluster"), l.New, l.Grown, len(l.Changes), several(l.Pairs, "pair"), l.Generation); err != nil {
		return err
	}
	if l.Learnt {
		a.infof("epoch %d: learnt from all %d articles", l.Epoch.Number, l.Epoch.Articles)
	}
	if out != "" {
		a.infof("results written to %s", out)
	}
	return nil
}

// text returns a renderer for standard output.
func (a *app) text() *report.Text {
	t := &report.Text{Out: a.out}
	if f, ok := a.out.(*terminalWriter); ok {
		if w, _, err := term.GetSize(int(f.file.Fd())); err == nil {
			t.Width = max(w, 40)
		}
		t.Color = colours(os.Getenv)
	}
	return t
}

// colours reports whether a terminal should get colours. It returns false if NO_COLOR is set
// (no-color.org) or the terminal cannot show colours.
func colours(env func(string) string) bool {
	return env("NO_COLOR") == "" && env("TERM") != "dumb"
}

// escaped returns s as one line that is safe to print: control characters and direction marks are escaped.
func escaped(s string) string {
	hidden := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError }
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

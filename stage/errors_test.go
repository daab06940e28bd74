package stage_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/stage"
)

// filtered runs stages one after the other over the articles of testdata/press, and returns the records that are then
// addressed to the stage last.
func filtered(t testing.TB, p *stage.Plan, last string) []string {
	t.Helper()
	records := lines(t, p, read(t, filepath.Join("..", "testdata", "press", "articles.jsonl")))
	for _, name := range append(stage.Names(), "") {
		to := p.Address(name) + "\t"
		own := slices.DeleteFunc(slices.Clone(records), func(s string) bool { return !strings.HasPrefix(s, to) })
		slices.Sort(own)
		if name == last {
			return own
		}
		var out bytes.Buffer
		if err := p.Filter(t.Context(), name, strings.NewReader(strings.Join(own, "")), &out); err != nil {
			t.Fatal(err)
		}
		records = slices.AppendSeq(records, strings.Lines(out.String()))
	}
	t.Fatalf("no stage %s", last)
	return nil
}

// TestRefused sees that no stage takes what is not its own, whole and in order.
func TestRefused(t *testing.T) {
	p, other := plan(t, dedup.DefaultWindow), plan(t, time.Hour)
	without := func(order string) func([]string) []string {
		return func(in []string) []string {
			return slices.DeleteFunc(in, func(s string) bool { return strings.HasPrefix(strings.Split(s, "\t")[2], order) })
		}
	}
	joined := func(change func(string) string) func([]string) []string {
		return func(in []string) []string { return []string{change(strings.Join(in, ""))} }
	}
	tests := []struct {
		name, stage string
		plan        *stage.Plan
		change      func([]string) []string
		want        error
		text        string
	}{
		{"other parameters", stage.Texts, other, nil, stage.ErrOther, "the same settings"},
		{"other version", stage.Meet, p, joined(func(s string) string { return strings.ReplaceAll(s, "meet.1.", "meet.2.") }), stage.ErrOther, "one version"},
		{"other stage", stage.Meet, p, joined(func(s string) string { return strings.Replace(s, "meet.", "texts.", 1) }), stage.ErrLine, "not for meet"},
		{"no record", stage.Settle, p, joined(func(string) string { return "{\"id\":\"a\"}\n" }), stage.ErrLine, "no record"},
		{"cut", stage.Settle, p, joined(func(s string) string { return s[:len(s)-7] }), stage.ErrLine, "is cut"},
		{"not sorted", stage.Texts, p, func(in []string) []string { slices.Reverse(in); return in }, stage.ErrLine, "LC_ALL=C"},
		{"column missing", stage.Weigh, p, joined(func(s string) string { return s[:strings.LastIndex(s, "\t")] + "\n" }), stage.ErrLine, "four columns"},
		{"shingles missing", stage.Attach, p, without("0"), stage.ErrLost, "shingles of text"},
		{"held text missing", stage.Weigh, p, without("0"), stage.ErrLost, "shingles of a pair"},
		{"connection missing", stage.Gather, p, without("0"), stage.ErrLost, "connected"},
		{"articles missing", stage.Gather, p, without("2"), stage.ErrLost, "articles of text"},
		{"texts missing", stage.Cluster, p, without("0"), stage.ErrLost, "text of pair"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := filtered(t, p, test.stage)
			if test.change != nil {
				in = test.change(in)
			}
			err := test.plan.Filter(t.Context(), test.stage, strings.NewReader(strings.Join(in, "")), io.Discard)
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("Filter(%s) = %v, want %v with %q", test.stage, err, test.want, test.text)
			}
		})
	}
	if err := p.Filter(t.Context(), "sort", strings.NewReader(""), io.Discard); err == nil {
		t.Error("Filter runs a stage that does not exist")
	}
}

// TestCollectRefused sees that result files are not written from what is out of order or of another run.
func TestCollectRefused(t *testing.T) {
	p := plan(t, 0)
	line := func(to, key string) string { return p.Address(to) + "\t" + key + "\t0\t{}\n" }
	for text, in := range map[string]string{
		"not in the order":  line(stage.Pairs, "b") + line(stage.Pairs, "a"),
		"is there twice":    line(stage.Pairs, "a") + line(stage.Pairs, "a"),
		"records for pairs": line(stage.Rejects, "a") + line(stage.Pairs, "a"),
		"the same settings": strings.Replace(line(stage.Pairs, "a"), ".1.", ".1.0", 1),
		"no record":         "x\n",
		"it is for settle":  line(stage.Settle, "a"),
	} {
		err := p.Collect(t.Context(), strings.NewReader(in), func(stage.Record) error { return nil })
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("Collect(%q) = %v, want %q", in, err, text)
		}
	}
}

// TestWriterFails sees that output that cannot be written is an error.
func TestWriterFails(t *testing.T) {
	p := plan(t, 0)
	in := strings.Join(filtered(t, p, stage.Texts), "")
	if err := p.Filter(t.Context(), stage.Texts, strings.NewReader(in), failing{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Filter to a closed pipe = %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// FuzzFilter gives stages any bytes: they refuse them or write records that can be read again.
func FuzzFilter(f *testing.F) {
	p := plan(f, 0)
	for i, name := range stage.Names() {
		if in := filtered(f, p, name); len(in) > 0 {
			f.Add(i, strings.ReplaceAll(strings.Join(in[:min(len(in), 4)], ""), p.Address(name), "@"))
		}
	}
	f.Fuzz(func(t *testing.T, i int, in string) {
		names := stage.Names()
		name := names[uint(i)%uint(len(names))]
		var out bytes.Buffer
		if err := p.Filter(t.Context(), name, strings.NewReader(strings.ReplaceAll(in, "@", p.Address(name))), &out); err != nil {
			return
		}
		for line := range strings.Lines(out.String()) {
			if n := strings.Count(line, "\t"); n != 3 || !strings.HasSuffix(line, "\n") {
				t.Fatalf("%s wrote %q", name, line)
			}
		}
	})
}

// FuzzCollect gives the writer of result files any bytes.
func FuzzCollect(f *testing.F) {
	p := plan(f, 0)
	f.Add("articles@\ta\t0\t{}\nrejects@\tf\t1\t{}\n")
	f.Add("settle@\ta\t0\t{}\n")
	tag := strings.TrimPrefix(p.Address("x"), "x")
	f.Fuzz(func(t *testing.T, in string) {
		n := 0
		err := p.Collect(t.Context(), strings.NewReader(strings.ReplaceAll(in, "@", tag)), func(stage.Record) error { n++; return nil })
		if lines := strings.Count(in, "\n"); err == nil && n != lines {
			t.Fatalf("Collect gave %d records of %d lines", n, lines)
		}
	})
}

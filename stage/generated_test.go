package stage_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var runs = flag.Int("runs", 6, "generated collections that are compared with one machine")

// TestSameAsOneMachineGenerated does what TestSameAsOneMachine does with what a press rarely has: floods,
// short texts, revisions, withdrawals, articles without a clock, odd ids.
func TestSameAsOneMachineGenerated(t *testing.T) {
	dir := t.TempDir()
	for n := range uint64(*runs) {
		list := generated(n, int(n*29%91))
		path := filepath.Join(dir, fmt.Sprintf("%d.jsonl", n))
		window := []time.Duration{0, time.Hour, 24 * time.Hour, 720 * time.Hour}[n%4]
		p := plan(t, window)
		writeLines(t, path, list)
		// One machine keeps what it read first of records that differ in nothing that is compared: it
		// reads them in the order of their times here.
		records := lines(t, p, read(t, path))
		order := make([]int, len(list))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(i, j int) int { return strings.Compare(records[i], records[j]) })
		sorted := make([]string, len(list))
		for i, j := range order {
			sorted[i] = list[j]
		}
		writeLines(t, path, sorted)
		want := oneMachine(t, window, path)
		got := runStages(t, p, records, 3, rand.New(rand.NewPCG(2, n)))
		if sameFiles(t, want, got); t.Failed() {
			t.Fatalf("differs for number %d", n)
		}
	}
}

func writeLines(t *testing.T, path string, list []string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(list, "\n")+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// generated returns records of stories that copy each other, and a flood of one template.
func generated(seed uint64, flood int) []string {
	r := rand.New(rand.NewPCG(seed, 3))
	word := func() string { return fmt.Sprintf("w%d", r.IntN(5000)) }
	words := func(n int) []string {
		w := make([]string, n)
		for i := range w {
			w[i] = word()
		}
		return w
	}
	type entry struct {
		id   string
		text []string
	}
	var all []entry
	for s := range 3 {
		base := words([]int{8, 25, 200}[s])
		for range 2 + r.IntN(5) {
			text := slices.Clone(base)
			for range r.IntN(1 + len(base)/10) {
				text[r.IntN(len(text))] = word()
			}
			all = append(all, entry{fmt.Sprintf("s%d-é %d", s, len(all)), text})
		}
	}
	template := words(60)
	for i := range flood {
		text := slices.Clone(template)
		text[r.IntN(60)], text[r.IntN(60)] = word(), word()
		all = append(all, entry{fmt.Sprintf("f/%d", i), text})
	}
	for range 3 { // other articles' texts, and other texts of articles
		a, b := r.IntN(len(all)), r.IntN(len(all))
		all = append(all, entry{fmt.Sprintf("copy\\%d", len(all)), all[a].text}, entry{all[a].id, all[b].text})
	}
	lines := make([]string, len(all))
	for i, e := range all {
		at := time.Date(2024, 5, 1, 0, i, 0, 0, time.UTC).Add(time.Duration(r.IntN(5)) * 24 * time.Hour)
		rec := map[string]any{"id": e.id, "source": fmt.Sprintf("outlet%d.example", r.IntN(4)), "text": strings.Join(e.text, " ")}
		switch r.IntN(8) {
		case 0:
		case 1:
			rec["fetched"] = at.Format(time.RFC3339)
		case 2:
			rec["published"] = at.Format(time.DateOnly)
		case 3:
			rec["published"], rec["status"] = at.Format(time.RFC3339), "cancelled"
		default:
			rec["published"] = at.Format(time.RFC3339)
		}
		line, err := json.Marshal(rec)
		if err != nil {
			panic(err)
		}
		lines[i] = string(line)
	}
	return lines
}

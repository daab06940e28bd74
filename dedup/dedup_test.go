package dedup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreAnyFunction("go.opencensus.io/stats/view.(*worker).start"))
}

// A record is an input line.
type record struct {
	ID        string `json:"id,omitempty"`
	Source    string `json:"source"`
	Published string `json:"published,omitempty"`
	Updated   string `json:"updated,omitempty"`
	Text      string `json:"text"`
}

func lines(records []record) string {
	var b strings.Builder
	for _, r := range records {
		line, _ := json.Marshal(r)
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// read reads something of the last commit of a store.
func read[T any](st *store.Store, load func(*store.View) (T, error)) (out T, err error) {
	err = st.View(func(v *store.View) (err error) {
		out, err = load(v)
		return err
	})
	return out, err
}

// verifyAll calls fn with the problems of what was concluded.
func verifyAll(st *store.Store, fn func(string)) error {
	return st.View(func(v *store.View) error { return generation.Verify(v, fn) })
}

// openStore opens a store for a test and verifies it when the test ends.
func openStore(t *testing.T, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(dir, store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := st.Verify(func(p string) { t.Errorf("verify: %s", p) }); err != nil {
			t.Errorf("verify: %v", err)
		}
		if err := st.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return st
}

func add(t *testing.T, st *store.Store, records []record, o dedup.Options) dedup.Added {
	t.Helper()
	src := ingest.Open([]string{"-"}, strings.NewReader(lines(records)), ingest.Options{})
	added, err := dedup.Ingest(t.Context(), st, src, o)
	if err = errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	return added
}

func link(t *testing.T, st *store.Store, o dedup.Options) dedup.Linked {
	t.Helper()
	l, err := dedup.Link(t.Context(), st, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// relearn links in a new epoch.
func relearn(t *testing.T, st *store.Store, o dedup.Options) {
	t.Helper()
	o.Learn = true
	link(t, st, o)
}

// results returns the result files by name, without run.json.
func results(t *testing.T, st *store.Store, o dedup.Options) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, o.Workers); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range []string{"articles", "clusters", "pairs", "passages", "copies", "outlets"} {
		b, err := os.ReadFile(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(b)
	}
	return out
}

// press makes n articles: stories, their edited copies, identical prints,
// shorts, a template with other figures, articles without a clock.
func press(r *rand.Rand, n int) []record {
	var stories []string
	var out []record
	word := func() string { return fmt.Sprintf("w%d", r.IntN(900)) }
	text := func(k int) string {
		words := make([]string, k)
		for i := range words {
			words[i] = word()
		}
		return strings.Join(words, " ")
	}
	for i := range n {
		var s string
		switch k := r.IntN(10); {
		case k < 3 || len(stories) == 0:
			s = text(40 + r.IntN(80))
			stories = append(stories, s)
		case k < 5:
			s = stories[r.IntN(len(stories))]
		case k < 9:
			words := strings.Fields(stories[r.IntN(len(stories))])
			for range r.IntN(3) {
				words[r.IntN(len(words))] = word()
			}
			s = strings.Join(words[:len(words)-r.IntN(len(words)/5)], " ")
		default:
			s = "The weather in " + word() + " stays dry with light wind from the west and " + word() + " degrees at noon"
		}
		rec := record{ID: fmt.Sprintf("a%03d", i), Source: fmt.Sprintf("o%d.example", r.IntN(9)), Text: s}
		if r.IntN(8) > 0 {
			rec.Published = time.Unix(1714521600+int64(r.IntN(60*86400)), 0).UTC().Format(time.RFC3339)
		}
		out = append(out, rec)
	}
	return out
}

// TestNightsEqualOneRun feeds the same articles in other orders, batches and
// numbers of workers: once a new epoch is learnt, the results must be those of one run.
func TestNightsEqualOneRun(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			all := press(r, 220)
			o := dedup.Options{Window: time.Duration(seed%3) * 10 * 24 * time.Hour, Workers: 1, Near: seed%2 == 0}
			once := openStore(t, t.TempDir())
			add(t, once, all, o)
			link(t, once, o)
			want := withoutClusterIDs(results(t, once, o))

			o.Workers = 3
			nights := openStore(t, t.TempDir())
			shuffled := slices.Clone(all)
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			for len(shuffled) > 0 {
				n := min(len(shuffled), 1+r.IntN(90))
				add(t, nights, shuffled[:n], o)
				link(t, nights, o)
				shuffled = shuffled[n:]
			}
			relearn(t, nights, o)
			if diff := cmp.Diff(want, withoutClusterIDs(results(t, nights, o))); diff != "" {
				t.Errorf("(-once +nights):\n%s", diff)
			}
		})
	}
}

var alsoList = regexp.MustCompile(`"also":\[[^\]]*\]`)

// withoutClusterIDs names every cluster by its members: ids have a history.
func withoutClusterIDs(files map[string]string) map[string]string {
	names := map[string]string{}
	var clusters []string
	for line := range strings.Lines(files["clusters"]) {
		var c struct {
			ID      string   `json:"id"`
			Members []string `json:"members"`
		}
		if json.Unmarshal([]byte(line), &c) == nil {
			names[c.ID] = strings.Join(c.Members, "+")
			clusters = append(clusters, strings.ReplaceAll(line, c.ID, names[c.ID]))
		}
	}
	slices.Sort(clusters)
	out := map[string]string{"pairs": files["pairs"], "clusters": strings.Join(clusters, "")}
	articles := files["articles"]
	for id, name := range names {
		articles = strings.ReplaceAll(articles, id, name)
	}
	out["articles"] = alsoList.ReplaceAllStringFunc(articles, func(list string) string {
		names := strings.Split(list[len(`"also":[`):len(list)-1], ",")
		slices.Sort(names) // they were sorted by id
		return `"also":[` + strings.Join(names, ",") + "]"
	})
	return out
}

// TestOrderOfInput compares byte by byte what one run writes for the same
// articles in another order, ids of clusters included.
func TestOrderOfInput(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	all := press(r, 300)
	all = append(all, record{ID: "a001", Source: "o1.example", Updated: "2024-06-09T00:00:00Z", Text: "A later revision of this one says something else entirely now."})
	var want map[string]string
	for _, workers := range []int{1, 4} {
		o := dedup.Options{Workers: workers, Window: dedup.DefaultWindow}
		st := openStore(t, t.TempDir())
		add(t, st, all, o)
		link(t, st, o)
		got := results(t, st, o)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers (-first +now):\n%s", workers, diff)
		}
		slices.Reverse(all)
	}
}

// TestRevisionsAndDeaths checks that what dies leaves the clusters as a run
// without it would make them. Earlier revisions count, whenever they came.
func TestRevisionsAndDeaths(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	all := press(r, 160)
	o := dedup.Options{Window: dedup.DefaultWindow}
	st := openStore(t, t.TempDir())
	add(t, st, all, o)
	link(t, st, o)
	var dead []string
	var kept []record
	for i, rec := range all {
		switch {
		case i%7 == 0:
			dead = append(dead, rec.ID)
		case i%11 == 0:
			kept = append(kept, rec)
			rec.Text, rec.Updated = all[(i+40)%len(all)].Text, "2024-08-01T00:00:00Z"
			add(t, st, []record{rec}, o)
			fallthrough
		default:
			kept = append(kept, rec)
		}
	}
	if n, missing, err := st.Delete(dead); err != nil || n != len(dead) || len(missing) > 0 {
		t.Fatalf("delete: %d of %d, missing %v, %v", n, len(dead), missing, err)
	}
	for i, line := range strings.Split(strings.TrimSpace(results(t, st, o)["articles"]), "\n") {
		for _, id := range dead {
			if strings.Contains(line, `"`+id+`"`) {
				t.Fatalf("line %d still names deleted %s", i, id)
			}
		}
	}
	relearn(t, st, o)
	slices.Reverse(kept) // the later revision comes first
	fresh := openStore(t, t.TempDir())
	add(t, fresh, kept, o)
	link(t, fresh, o)
	want := withoutClusterIDs(results(t, fresh, o))
	if diff := cmp.Diff(want, withoutClusterIDs(results(t, st, o))); diff != "" {
		t.Errorf("(-fresh +after deaths):\n%s", diff)
	}
}

func TestNothingNewChangesNothing(t *testing.T) {
	all := press(rand.New(rand.NewPCG(1, 1)), 80)
	o := dedup.Options{}
	st := openStore(t, t.TempDir())
	first := add(t, st, all, o)
	g := link(t, st, o).Generation
	before := results(t, st, o)
	again := add(t, st, all, o)
	if again.Stored != 0 || again.Known != first.Stored {
		t.Errorf("second time: %+v, want all %d known", again, first.Stored)
	}
	if l := link(t, st, o); l.Generation != g {
		t.Errorf("generation %d after nothing new, want %d", l.Generation, g)
	}
	if diff := cmp.Diff(before, results(t, st, o)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if l := link(t, st, dedup.Options{Window: time.Hour}); l.Generation == g || !l.Full {
		t.Errorf("another window: %+v, want a new full generation", l)
	}
}

// TestStableIDs checks that clusters keep their ids as they grow.
func TestStableIDs(t *testing.T) {
	all := press(rand.New(rand.NewPCG(2, 2)), 200)
	o := dedup.Options{}
	st := openStore(t, t.TempDir())
	add(t, st, all[:150], o)
	link(t, st, o)
	was, err := read(st, generation.Load)
	if err != nil {
		t.Fatal(err)
	}
	add(t, st, all[150:], o)
	l := link(t, st, o)
	now, err := read(st, generation.Load)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, c := range now.Clusters {
		ids[c.ID] = true
	}
	logged := map[string]bool{}
	for _, c := range l.Changes {
		logged[c.ID] = true
	}
	for _, c := range was.Clusters {
		if !ids[c.ID] && !logged[c.ID] {
			t.Errorf("cluster %s is gone without a word", c.ID)
		}
	}
	if l.Grown == 0 {
		t.Error("no cluster grew: the test tests nothing")
	}
}

// TestLargeFlood gives many bulletins of one template: they must not be one
// cluster's worth of quadratic work, and nights must equal one run.
func TestLargeFlood(t *testing.T) {
	var all []record
	r := rand.New(rand.NewPCG(4, 4))
	const body = "The river authority reports a level of %d centimetres at the bridge of Norhaven at six in the morning, " +
		"the ferry runs as planned and the lock is open until %d in the evening as on every working day of this season, code %d"
	for i := range 400 {
		all = append(all, record{ID: fmt.Sprintf("f%03d", i), Source: "river.example", Text: fmt.Sprintf(body, r.IntN(900), r.IntN(9), r.IntN(50))})
	}
	o := dedup.Options{}
	once := openStore(t, t.TempDir())
	add(t, once, all, o)
	l := link(t, once, o)
	if limit := 25 * 64 * len(all); l.Candidates > limit {
		t.Errorf("%d candidates, want at most %d", l.Candidates, limit)
	}
	nights := openStore(t, t.TempDir())
	for batch := range slices.Chunk(all, 130) {
		add(t, nights, batch, o)
		link(t, nights, o)
	}
	relearn(t, nights, o)
	if diff := cmp.Diff(withoutClusterIDs(results(t, once, o)), withoutClusterIDs(results(t, nights, o))); diff != "" {
		t.Errorf("(-once +nights):\n%s", diff)
	}
}

func TestStrictStopsAndStoresNothing(t *testing.T) {
	st := openStore(t, t.TempDir())
	src := ingest.Open([]string{"-"}, strings.NewReader(lines([]record{{ID: "a", Text: "Good text here."}})+"not json\n"), ingest.Options{})
	_, err := dedup.Ingest(t.Context(), st, src, dedup.Options{Strict: true})
	if !errors.Is(err, dedup.ErrStrict) {
		t.Errorf("got %v, want ErrStrict", err)
	}
	if s, err := st.Stats(); err != nil || s.Articles != 0 {
		t.Errorf("%d articles stored (%v), want none", s.Articles, err)
	}
}

func TestCancelledIngestKeepsWhatItRead(t *testing.T) {
	st := openStore(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	src := ingest.Open([]string{"-"}, strings.NewReader(lines(press(rand.New(rand.NewPCG(3, 3)), 50))), ingest.Options{})
	if _, err := dedup.Ingest(ctx, st, src, dedup.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestCheckFindsWhatLinkFinds(t *testing.T) {
	all := press(rand.New(rand.NewPCG(6, 6)), 200)
	o := dedup.Options{}
	st := openStore(t, t.TempDir())
	add(t, st, all, o)
	link(t, st, o)
	c, err := read(st, generation.Load)
	if err != nil {
		t.Fatal(err)
	}
	err = st.View(func(v *store.View) error {
		ck, err := dedup.NewChecker(v, c, 0)
		if err != nil {
			return err
		}
		for _, rec := range all[:60] {
			line, _ := json.Marshal(record{Source: "new.example", Text: rec.Text})
			a, err := ingest.ReadOne("x.json", bytes.TrimSpace(line), ingest.Options{})
			if err != nil {
				return err
			}
			res, err := ck.Check(&a)
			if err != nil {
				return err
			}
			if res.Verdict != dedup.VerdictCopy || len(res.Matches) == 0 || res.Copied != 1 {
				t.Errorf("%s again under another id: %s, copied %v", rec.ID, res.Verdict, res.Copied)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// jsonLines yields the records of a file.
func jsonLines[T any](t *testing.T, path string) iter.Seq[T] {
	return func(yield func(T) bool) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(b) {
			var v T
			if err := json.Unmarshal(line, &v); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if !yield(v) {
				return
			}
		}
	}
}

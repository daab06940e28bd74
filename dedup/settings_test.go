package dedup_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/trace/credit"
)

func someNewsroom() generation.Newsroom {
	return generation.Newsroom{
		Agencies: []credit.Agency{
			{Name: "Meridian", Aliases: []string{"MW", "Meridian Wire"}, Domains: []string{"m.example", "w.example"}},
			{Name: "Levante", Title: "Levante Press"},
		},
		Feeds:  map[string]string{"meridian-wire.example": "Meridian", "levante.example": "Levante"},
		Owners: map[string]string{"norhavenpost.example": "Sound Press", "soundherald.example": "Sound Press"},
	}
}

// TestDigestIsOfTheFacts: the order that a file has them in does not count,
// every fact does.
func TestDigestIsOfTheFacts(t *testing.T) {
	want := someNewsroom().Digest()
	if len(want) != 16 {
		t.Errorf("digest %q: want 16 digits", want)
	}
	same := someNewsroom()
	same.Agencies[0].Aliases = []string{"Meridian Wire", "MW", "MW"}
	same.Agencies[0].Domains = []string{"w.example", "m.example"}
	same.Agencies[0], same.Agencies[1] = same.Agencies[1], same.Agencies[0]
	if diff := cmp.Diff(want, same.Digest()); diff != "" {
		t.Errorf("in another order (-want +got):\n%s", diff)
	}
	for _, n := range []generation.Newsroom{{}, {Agencies: []credit.Agency{}, Feeds: map[string]string{}, Owners: map[string]string{}}} {
		if diff := cmp.Diff("", n.Digest()); diff != "" {
			t.Errorf("an empty one (-want +got):\n%s", diff)
		}
	}
	seen := map[string]string{want: "the first"}
	for name, change := range map[string]func(*generation.Newsroom){
		"name":           func(n *generation.Newsroom) { n.Agencies[1].Name = "Levant" },
		"title":          func(n *generation.Newsroom) { n.Agencies[1].Title = "" },
		"alias":          func(n *generation.Newsroom) { n.Agencies[0].Aliases = n.Agencies[0].Aliases[:1] },
		"joined aliases": func(n *generation.Newsroom) { n.Agencies[0].Aliases = []string{`MW" "Meridian Wire`} },
		"domain":         func(n *generation.Newsroom) { n.Agencies[0].Domains = nil },
		"moved":          func(n *generation.Newsroom) { a := n.Agencies; a[0].Domains, a[1].Domains = a[1].Domains, a[0].Domains },
		"fewer agencies": func(n *generation.Newsroom) { n.Agencies = n.Agencies[:1] },
		"feed":           func(n *generation.Newsroom) { n.Feeds["levante.example"] = "Meridian" },
		"fewer feeds":    func(n *generation.Newsroom) { delete(n.Feeds, "levante.example") },
		"house":          func(n *generation.Newsroom) { n.Owners["soundherald.example"] = "Herald House" },
		"fewer outlets":  func(n *generation.Newsroom) { delete(n.Owners, "soundherald.example") },
		"feeds as outlets": func(n *generation.Newsroom) {
			n.Feeds, n.Owners = maps.Clone(n.Owners), maps.Clone(n.Feeds)
		},
	} {
		n := someNewsroom()
		change(&n)
		d := n.Digest()
		if other, twice := seen[d]; twice {
			t.Errorf("%s: the digest of %s", name, other)
		}
		seen[d] = name
	}
}

// TestNewsroomIsAParameter: what is known of outlets is part of what a full
// run's conclusions depend on, and of no near run's.
func TestNewsroomIsAParameter(t *testing.T) {
	parameters := func(o dedup.Options) string {
		line, err := json.Marshal((&dedup.Run{}).Record(o))
		if err != nil {
			t.Fatal(err)
		}
		var rec struct {
			Parameters struct {
				Newsroom string `json:"newsroom"`
			} `json:"parameters"`
		}
		if err := json.Unmarshal(line, &rec); err != nil {
			t.Fatal(err)
		}
		return rec.Parameters.Newsroom
	}
	news := someNewsroom()
	if diff := cmp.Diff(news.Digest(), parameters(dedup.Options{Newsroom: news})); diff != "" {
		t.Errorf("full (-want +got):\n%s", diff)
	}
	if got := parameters(dedup.Options{Newsroom: news, Near: true}); got != "" {
		t.Errorf("near: got %q", got)
	}
	w := newWriter(7)
	st := openStore(t, t.TempDir())
	first := linkedSheets(t, st, w.prints("a", w.paragraphs(4), 3), dedup.Options{})
	if first.Parameters.Newsroom != "" {
		t.Errorf("without settings: %q", first.Parameters.Newsroom)
	}
	for _, step := range []struct {
		o    dedup.Options
		want uint64
	}{
		{dedup.Options{}, 1},
		{dedup.Options{Newsroom: news}, 2}, // concluded anew
		{dedup.Options{Newsroom: news}, 2}, // nothing to do
		{dedup.Options{}, 3},
	} {
		if got := link(t, st, step.o).Generation; got != step.want {
			t.Errorf("newsroom %q: generation %d, want %d", step.o.Newsroom.Digest(), got, step.want)
		}
	}
	c, err := read(st, generation.Load)
	if err != nil || len(c.Clusters) != 1 || !strings.HasPrefix(c.Clusters[0].ID, "c") {
		t.Errorf("clusters %v, %v", c.Clusters, err)
	}
}

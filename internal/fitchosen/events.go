package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
)

// eachEvent bounds the pairs of one event, so that a large one is not all there is.
const eachEvent = 15

// makeEvents writes the articles of a collection that gives each its event in the
// field "event", and pairs of reports of one event by two outlets. Pairs in the
// table but, which readers have judged, are left out.
func makeEvents(ctx context.Context, path, but, dir string) error {
	judged, err := readPairs(but)
	if err != nil {
		return err
	}
	m := &maker{}
	byEvent := map[string][]article.Article{}
	for a, err := range ingest.Read(ctx, []string{path}, nil, ingest.Options{}) {
		if err != nil {
			continue // a reject
		}
		a = a.Clone()
		m.records = append(m.records, record{a.ID, a.Source, a.Title, a.Published.Raw, a.Text})
		var extra struct{ Event any }
		if json.Unmarshal(a.Extra, &extra) == nil && extra.Event != nil {
			name := fmt.Sprint(extra.Event)
			byEvent[name] = append(byEvent[name], a)
		}
	}
	if len(byEvent) == 0 {
		return fmt.Errorf("%s: no article has a field \"event\"", path)
	}
	for _, name := range slices.Sorted(maps.Keys(byEvent)) {
		m.pairs = append(m.pairs, eventPairs(byEvent[name], judged)...)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return m.write(dir)
}

// eventPairs returns some pairs of the reports of one event.
func eventPairs(list []article.Article, judged map[[2]string]bool) [][3]string {
	var pairs [][3]string
	for i := range list {
		for k := range list[:i] {
			a, b := list[k].ID, list[i].ID
			if list[i].Source != list[k].Source && !judged[[2]string{a, b}] && !judged[[2]string{b, a}] {
				pairs = append(pairs, [3]string{a, b, "event"})
			}
		}
	}
	key := func(p [3]string) uint64 {
		h := fnv.New64a()
		fmt.Fprint(h, p)
		return h.Sum64()
	}
	slices.SortFunc(pairs, func(a, b [3]string) int { return cmp.Compare(key(a), key(b)) })
	return pairs[:min(len(pairs), eachEvent)]
}

// readPairs reads the first two columns of a table; without a path there are none.
func readPairs(path string) (map[[2]string]bool, error) {
	out := map[[2]string]bool{}
	if path == "" {
		return out, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(data)) {
		if a, rest, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			b, _, _ := strings.Cut(rest, "\t")
			out[[2]string{a, b}] = true
		}
	}
	return out, nil
}

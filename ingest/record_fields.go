package ingest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// inspect checks the value of a member whose name other programs use with other meanings. If the value has
// another meaning, the member is kept as an unknown field.
func (m *member) inspect() {
	if m.kind != valueText || m.value == "" {
		return
	}
	ok := true
	switch m.key {
	case keyRevision:
		ok = len(m.value) <= article.MaxRevision
	case keyStatus, keyPubStatus, keyUpdateType:
		_, ok = article.ParseStatus(m.value)
	case keyTeaser, keyLowConfidence:
		ok = m.value == "true" || m.value == "false"
	case keyLinks, keyOrigin, keyClocks, keyFurniture:
		ok = len(m.value) <= maxList && m.parses()
	}
	if !ok {
		m.kind, m.value = valueOther, ""
	}
}

// parses reports whether a JSON value is valid for its field.
func (m *member) parses() (ok bool) {
	switch m.key {
	case keyLinks:
		_, ok = readLinks(m.value)
	case keyOrigin:
		_, ok = readOrigin(m.value)
	case keyClocks:
		_, ok = readClocks(m.value)
	case keyFurniture:
		_, ok = readFurniture(m.value)
	}
	return ok
}

// isFlag reports whether the values of a key are true and false.
func (k key) isFlag() bool { return k == keyTeaser || k == keyLowConfidence }

// stricter reports whether status a restricts more than b. A record may have "usable" under one name and
// "correction" under another.
func stricter(a, b string) bool {
	rank := func(s string) int {
		status, _ := article.ParseStatus(s)
		return slices.Index([]article.Status{
			article.StatusUsable, article.StatusCorrected, article.StatusWithheld, article.StatusCancelled,
		}, status)
	}
	return rank(a) > rank(b)
}

// setFields sets the fields that inspect has checked.
func (r *record) setFields(a *article.Article) {
	set(&a.Revision, r.fields[fieldRevision])
	if r.chosen[fieldStatus] != keyUnknown {
		a.Status, _ = article.ParseStatus(r.fields[fieldStatus])
	}
	if r.chosen[fieldTeaser] != keyUnknown {
		a.Teaser = r.fields[fieldTeaser] == "true"
	}
	if r.chosen[fieldLowConfidence] != keyUnknown {
		a.LowConfidence = r.fields[fieldLowConfidence] == "true"
	}
	if r.chosen[fieldClocks] != keyUnknown {
		clocks, _ := readClocks(r.fields[fieldClocks])
		clocks.restore(a)
	}
	if r.chosen[fieldLinks] != keyUnknown {
		links, _ := readLinks(r.fields[fieldLinks])
		for _, l := range a.Links { // the page's links follow those of the record
			if len(links) < article.MaxLinks && !slices.Contains(links, l) {
				links = append(links, l)
			}
		}
		a.Links = links
	}
	if r.chosen[fieldOrigin] != keyUnknown {
		a.Origin, _ = readOrigin(r.fields[fieldOrigin])
	}
}

// readLinks reads links as a list of {"rel": …, "url": …}, with "href" for
// "url", or as an object of lists or single addresses by relation.
func readLinks(s string) ([]article.Link, bool) {
	var list []struct{ Rel, URL, Href string }
	var a article.Article
	if json.Unmarshal([]byte(s), &list) == nil {
		for _, l := range list {
			if !a.AddLink(cleanText(l.Rel), cleanText(firstOf(l.URL, l.Href))) {
				return nil, false
			}
		}
		return a.Links, len(list) > 0
	}
	var byRel map[string]any
	if json.Unmarshal([]byte(s), &byRel) != nil {
		return nil, false
	}
	for _, rel := range slices.Sorted(maps.Keys(byRel)) {
		urls, ok := byRel[rel].([]any)
		if !ok {
			urls = []any{byRel[rel]}
		}
		for _, u := range urls {
			u, ok := u.(string)
			if !ok || !a.AddLink(cleanText(rel), cleanText(u)) {
				return nil, false
			}
		}
	}
	return a.Links, len(a.Links) > 0
}

// readOrigin reads {"file": …, "offset": …, "record": …}.
func readOrigin(s string) (article.Origin, bool) {
	var o struct {
		File   string
		Offset int64
		Record string
	}
	if json.Unmarshal([]byte(s), &o) != nil || o.File == "" || o.Offset < 0 {
		return article.Origin{}, false
	}
	got := article.Origin{File: cleanText(o.File), Offset: o.Offset, Record: cleanText(o.Record)}
	return got, len(got.File) <= article.MaxOrigin && len(got.Record) <= article.MaxOrigin
}

// withhold withholds an article whose unknown field "embargoed" is a time that is not over, see
// [article.Article.Embargo].
func (r *record) withhold(a *article.Article) {
	for i := range r.members {
		m := &r.members[i]
		if m.key != keyUnknown || !isEmbargo(m.name) {
			continue
		}
		var until string
		var seconds json.Number // seconds since 1970
		switch {
		case json.Unmarshal([]byte(m.raw), &until) == nil:
			a.Embargo(until)
		case json.Unmarshal([]byte(m.raw), &seconds) == nil:
			a.Embargo(seconds.String())
		}
	}
}

// isEmbargo reports whether a field is an embargo.
func isEmbargo(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "embargo", "embargoed", "embargountil", "embargoeduntil", "embargodate":
		return true
	}
	return false
}

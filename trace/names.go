package trace

import (
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/trace/credit"
)

// How a member names another one as its source, the strongest last.
const (
	sourcedNot     = iota
	sourcedPrinted // its outlet, in a line that names the source of the text
	sourcedSite    // an address on its site
	sourcedAddress // its address
)

// sources returns, by member, the other members that it names as its source.
func (s *story) sources() []map[int]int {
	out := make([]map[int]int, len(s.members))
	for v, m := range s.members {
		for u, o := range s.members {
			if u == v || o.Outlet == m.Outlet {
				continue
			}
			if how := names(m, o); how != sourcedNot {
				if out[v] == nil {
					out[v] = map[int]int{}
				}
				out[v][u] = how
			}
		}
	}
	return out
}

// names returns how m names o as its source, or 0 if it does not.
func names(m, o *Member) int {
	site := false
	for _, link := range m.Links {
		if o.URL != "" && sameAddress(link, o.URL) {
			return sourcedAddress
		}
		site = site || hostOf(link) == bareHost(o.Outlet)
	}
	switch {
	case site:
		return sourcedSite
	case slices.ContainsFunc(m.Printed, func(p credit.Source) bool { return namesOutlet(p.Text, o.Outlet) }):
		return sourcedPrinted
	}
	return sourcedNot
}

// sameAddress compares addresses without their schemes, "www." and a slash at the end.
func sameAddress(a, b string) bool {
	bare := func(s string) string {
		if _, rest, ok := strings.Cut(s, "://"); ok {
			s = rest
		}
		return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
	}
	return bare(a) == bare(b)
}

// minPrinted is the least length of a host's label that counts as the outlet's name anywhere in
// a line about the source. A shorter label must be a word of the line.
const minPrinted = 5

// namesOutlet reports whether a line about the source names an outlet: by its host, or by
// the host's first label.
func namesOutlet(line, outlet string) bool {
	host := bareHost(outlet)
	if host == "" {
		return false
	}
	lower := strings.ToLower(line)
	if strings.Contains(lower, host) {
		return true
	}
	label, _, _ := strings.Cut(host, ".")
	label = squeeze(label)
	switch {
	case len(label) >= minPrinted:
		return strings.Contains(squeeze(line), label)
	case len(label) >= 2:
		return slices.ContainsFunc(strings.Fields(lower), func(w string) bool { return squeeze(w) == label })
	}
	return false
}

// mentions reports whether an article's text names another outlet, by its host or by the host's
// first label. A short label does not count, since it may be a common word.
func (s *story) mentions(v int, outlet string) bool {
	m := s.members[v]
	if outlet == "" || outlet == m.Outlet {
		return false
	}
	label, _, dotted := strings.Cut(strings.TrimPrefix(outlet, "www."), ".")
	label = strings.ReplaceAll(label, "-", "")
	if !dotted || len(label) < minLabel {
		return strings.Contains(m.Text, outlet)
	}
	// Once squeezed, a text that contains the host contains its label too.
	return strings.Contains(s.squeezed[v], label) || squeeze(label) != label && strings.Contains(m.Text, outlet)
}

// minLabel is the least length of a host's label that counts as the outlet's name in a text.
const minLabel = 8

// squeeze puts ASCII letters in lower case and drops characters that a host's label cannot
// have, so that "The Daily Courier" contains "dailycourier".
func squeeze(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c | 0x20)
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteByte(c)
		}
	}
	return b.String()
}

// NamesAnother reports whether a member names other members as its source than the parent that
// was found.
func (t *Trace) NamesAnother(v int) bool {
	named := t.story.sourced[v]
	if len(named) == 0 {
		return false
	}
	_, ok := named[t.Edges[v].Parent]
	return !ok
}

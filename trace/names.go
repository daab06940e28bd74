package trace

import "strings"

// mentions reports whether an article's text names another outlet, by its host or
// by the host's first label where that is long enough to be no common word.
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
	// A text that has the host has its label too, once both are squeezed.
	return strings.Contains(s.squeezed[v], label) || squeeze(label) != label && strings.Contains(m.Text, outlet)
}

// minLabel is the length of a host's label that stands for the outlet in a text.
const minLabel = 8

// squeeze lowers the letters of ASCII and drops what a host's label can't hold,
// so that "The Daily Courier" has "dailycourier".
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

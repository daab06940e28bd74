package report

import "strings"

// Namespace is the prefix of the names that exports give to articles, clusters and so on: then come the
// kind and a slash. The domain is reserved for examples. Names are unique in one store and do not lead to
// pages.
const Namespace = "https://wiretrace.example/"

// LocalName encodes an id as the last part of a name in [Namespace]. ASCII letters, digits and underscores
// are kept, and so are hyphens and dots inside; all else is percent-encoded. So every id becomes a valid
// IRI and a valid qualified name of PROV-N.
func LocalName(id string) string {
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(id))
	for i := range len(id) {
		switch c := id[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_',
			(c == '-' || c == '.') && i > 0 && i < len(id)-1:
			b = append(b, c)
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// IsLanguage reports whether s has the form of a BCP 47 tag.
func IsLanguage(s string) bool {
	for i, sub := range strings.Split(s, "-") {
		if len(sub) == 0 || len(sub) > 8 || i == 0 && len(sub) > 3 {
			return false
		}
		for _, c := range []byte(sub) {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

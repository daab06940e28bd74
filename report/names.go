package report

import "strings"

// Namespace is where the names lie that exports give to articles, clusters and the like,
// behind the kind of thing and a slash. The domain is reserved for examples and leads nowhere:
// names are unique within one store and are not to be looked up.
const Namespace = "https://wiretrace.example/"

// LocalName returns an id as the last part of a name in [Namespace]: what is neither a
// letter of ASCII, digit nor underscore, nor a hyphen or dot within, is percent-encoded. So any
// id makes an IRI and a qualified name of PROV-N.
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

// IsLanguage reports whether s looks like a tag of BCP 47.
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

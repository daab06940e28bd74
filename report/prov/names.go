package prov

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// base is where our names lie. The domain is reserved for examples and leads nowhere: the
// names are unique within one store and are not to be looked up.
const base = "https://wiretrace.example/"

// A prefix stands for the beginning of names.
type prefix struct{ name, iri string }

func prefixes() []prefix {
	return []prefix{
		{"wt", base + "ns#"},
		{"art", base + "article/"},
		{"story", base + "story/"},
		{"cluster", base + "cluster/"},
		{"bundle", base + "bundle/"},
		{"unseen", base + "unseen/"},
		{"outlet", base + "outlet/"},
		{"agency", base + "agency/"},
		{"run", base + "run/"},
		{"dcterms", "http://purl.org/dc/terms/"},
		{"schema", "https://schema.org/"},
	}
}

// name returns a qualified name. What is neither letter, digit, hyphen, underscore nor dot
// is percent-encoded, so that any id makes a name of PROV-N and of an IRI.
func name(prefix, local string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteString(prefix)
	b.WriteByte(':')
	for i := range len(local) {
		switch c := local[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_',
			(c == '-' || c == '.') && i > 0 && i < len(local)-1:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

func text(s string) value { return value{text: strings.ToValidUTF8(s, "\ufffd")} }

func thing(name string) value { return value{text: name, datatype: qualified} }

func share(x float64) value {
	return value{text: strconv.FormatFloat(report.Round(x), 'f', -1, 64), datatype: "xsd:double"}
}

func count(n int) value { return value{text: strconv.Itoa(n), datatype: "xsd:integer"} }

func truth(b bool) value { return value{text: strconv.FormatBool(b), datatype: "xsd:boolean"} }

// instant returns a time with the datatype of its precision: a date is not midnight. XML
// Schema has no time without seconds, so one that is known to the minute gets the first.
func instant(t article.Time) value {
	s := t.String()
	switch t.Precision {
	case article.PrecisionYear:
		return value{text: s, datatype: "xsd:gYear"}
	case article.PrecisionMonth:
		return value{text: s, datatype: "xsd:gYearMonth"}
	case article.PrecisionDay:
		return value{text: s, datatype: "xsd:date"}
	case article.PrecisionMinute:
		if t.Zone {
			s = strings.TrimSuffix(s, "Z") + ":00Z"
		} else {
			s += ":00"
		}
	}
	return value{text: s, datatype: "xsd:dateTime"}
}

// spoken returns a text with its language, if that is a tag of BCP 47.
func spoken(s, lang string) value {
	v := text(s)
	if isTag(lang) {
		v.lang = lang
	}
	return v
}

func isTag(lang string) bool {
	for i, sub := range strings.Split(lang, "-") {
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

// isAddress reports whether s is an address of the web and an IRI.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.ToValidUTF8(s, "") == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune("<>\"{}|\\^`", r) })
}

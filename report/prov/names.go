package prov

import (
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// A prefix abbreviates the beginning of names.
type prefix struct{ name, iri string }

func prefixes() []prefix {
	return []prefix{
		{"wt", report.Namespace + "ns#"},
		{"art", report.Namespace + "article/"},
		{"story", report.Namespace + "story/"},
		{"cluster", report.Namespace + "cluster/"},
		{"bundle", report.Namespace + "bundle/"},
		{"unseen", report.Namespace + "unseen/"},
		{"outlet", report.Namespace + "outlet/"},
		{"agency", report.Namespace + "agency/"},
		{"run", report.Namespace + "run/"},
		{"dcterms", "http://purl.org/dc/terms/"},
		{"schema", "https://schema.org/"},
	}
}

// name returns a qualified name.
func name(prefix, local string) string { return prefix + ":" + report.LocalName(local) }

func text(s string) value { return value{text: strings.ToValidUTF8(s, "\ufffd")} }

func thing(name string) value { return value{text: name, datatype: qualified} }

func share(x float64) value {
	return value{text: strconv.FormatFloat(report.Round(x), 'f', -1, 64), datatype: "xsd:double"}
}

func count(n int) value { return value{text: strconv.Itoa(n), datatype: "xsd:integer"} }

func truth(b bool) value { return value{text: strconv.FormatBool(b), datatype: "xsd:boolean"} }

// instant returns a time with the datatype of its precision: a date is not midnight. XML Schema has no
// time without seconds, so a time known to the minute gets its first second.
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

// spoken returns a text with its language, if lang is a BCP 47 tag.
func spoken(s, lang string) value {
	v := text(s)
	if report.IsLanguage(lang) {
		v.lang = lang
	}
	return v
}

// iri removes from a link the characters that an IRI must not have.
func iri(link string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", "^", "%5E").Replace(link)
}

package ninjs

import (
	"encoding/json"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/item"
)

// An object is a decoded JSON object. Its methods return "" or nil for what is
// missing or of another type.
type object map[string]any

// str returns the first non-empty string or number of the names given.
func (o object) str(names ...string) string {
	for _, name := range names {
		switch v := o[name].(type) {
		case string:
			if s := strings.TrimSpace(v); s != "" {
				return s
			}
		case json.Number:
			return v.String()
		}
	}
	return ""
}

func (o object) object(name string) object {
	inner, _ := o[name].(map[string]any)
	return inner
}

// list returns the objects of a list.
func (o object) list(name string) []object {
	all, _ := o[name].([]any)
	var found []object
	for _, v := range all {
		if inner, ok := v.(map[string]any); ok {
			found = append(found, inner)
		}
	}
	return found
}

// names joins the names of a list of parties; of one party; or a string.
func (o object) names(name string) string {
	switch v := o[name].(type) {
	case string:
		return item.Squeeze(v)
	case map[string]any:
		return item.Squeeze(object(v).str("name", "literal", "title"))
	}
	var parts []string
	for _, inner := range o.list(name) {
		if s := item.Squeeze(inner.str("name", "literal")); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

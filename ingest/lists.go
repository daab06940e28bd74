package ingest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// longText is the length from which a value that is no known field is named
// as a text that the record has, in bytes.
const longText = 200

// noText returns the error for a record without a text; it names the fields that may be one.
func (r *record) noText() error {
	var like []string
	for i := range r.members {
		m := &r.members[i]
		if m.key == keyUnknown && len(m.raw) >= longText && strings.Count(m.raw, " ") > longText/20 && len(like) < 5 {
			like = append(like, fmt.Sprintf("%q", m.name))
		}
	}
	const looked = "looked for text, body, content, html and the common names for them"
	if len(like) == 0 {
		return fmt.Errorf("%w: %s", article.ErrNoText, looked)
	}
	return fmt.Errorf("%w: %s; fields that look like a text: %s (map one with text=NAME)", article.ErrNoText, looked, strings.Join(like, ", "))
}

// decodeList reads a record that is no article and holds a list of records, as
// the answers of Event Registry, GDELT and Media Cloud do. It reports whether
// the record is one. What is wrong with a record is given to reject.
func (d *Decoder) decodeList(line []byte, c *Chunk, fn func(a *article.Article) error, reject func(Reject)) (listed bool, err error) {
	list := listOf(trim(line), 0)
	if list == nil {
		return false, nil
	}
	err = eachElement(list, func(v []byte) error {
		if reason := d.decodeLine(v, c.limit()); reason != nil {
			reject(newReject(c.File, c.Line, v, reason))
			return nil
		}
		return fn(&d.art)
	})
	return true, err
}

// listOf returns the list of records that an object holds, or nil.
func listOf(raw []byte, depth int) []byte {
	if depth == 0 && !json.Valid(raw) || len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	for _, name := range [...]string{"articles", "stories", "results", "items", "documents", "docs", "data"} {
		v := memberOf(raw, name)
		switch {
		case len(v) > 1 && v[0] == '[' && v[skipBlank(v, 1)] == '{':
			return v
		case len(v) > 1 && v[0] == '{' && depth == 0:
			if list := listOf(v, depth+1); list != nil {
				return list
			}
		}
	}
	return nil
}

package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
		return d.decodeSeveral(line, c, fn, reject)
	}
	err = eachElement(list, func(v []byte) error { return d.decodeValue(v, c, fn, reject) })
	return true, err
}

// decodeValue reads one record of several.
func (d *Decoder) decodeValue(v []byte, c *Chunk, fn func(a *article.Article) error, reject func(Reject)) error {
	reason := d.decodeLine(v, c.limit())
	if causeOf(reason) == CauseNoText {
		if inner := wrappedIn(v); inner != nil {
			reason = d.decodeLine(inner, c.limit())
		}
	}
	if reason != nil {
		reject(newReject(c.File, c.Line, v, reason))
		return nil
	}
	return fn(&d.art)
}

// wrappedIn returns the record that search engines wrap in another, or nil.
func wrappedIn(raw []byte) []byte {
	raw = trim(raw)
	if !json.Valid(raw) || len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	if v := memberOf(raw, "_source"); len(v) > 0 && v[0] == '{' {
		return v
	}
	return nil
}

// decodeSeveral reads a line that is a wrapped record, or several records one
// after the other.
func (d *Decoder) decodeSeveral(line []byte, c *Chunk, fn func(a *article.Article) error, reject func(Reject)) (several bool, err error) {
	if wrappedIn(line) != nil {
		return true, d.decodeValue(line, c, fn, reject)
	}
	values := valuesOf(trim(line))
	if len(values) < 2 {
		return false, nil
	}
	for _, v := range values {
		if err := d.decodeValue(v, c, fn, reject); err != nil {
			return true, err
		}
	}
	return true, nil
}

// valuesOf returns the objects that follow one another in a line, or nil if
// anything else is there. What is left behind an object that is cut or damaged
// is the last value: it is no JSON.
func valuesOf(line []byte) (values [][]byte) {
	dec := json.NewDecoder(bytes.NewReader(line))
	for {
		rest := trim(line[dec.InputOffset():])
		var v json.RawMessage
		err := dec.Decode(&v)
		switch {
		case errors.Is(err, io.EOF) && len(rest) == 0:
			return values
		case len(rest) == 0 || rest[0] != '{':
			return nil
		case err != nil:
			return append(values, rest)
		}
		values = append(values, v)
	}
}

// listOf returns the list of records that an object holds, or nil.
func listOf(raw []byte, depth int) []byte {
	if depth == 0 && !json.Valid(raw) || len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	for _, name := range [...]string{"articles", "stories", "results", "items", "documents", "docs", "data", "hits"} {
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

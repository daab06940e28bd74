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

// longText is the length in bytes from which an unknown field is suggested as the text.
const longText = 200

// noText returns the error for a record without a text. It names fields that may be the text.
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

// decodeList reads a record that contains a list of records, as in answers of Event Registry, GDELT and
// Media Cloud. It returns false if line is no such record. Errors of single records go to reject.
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

// wrappedIn returns the record within a search engine's hit, or nil.
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

// decodeSeveral reads a line that is a search engine's hit, or several records one after the other.
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

// valuesOf returns the objects that follow each other on a line, or nil if there is anything else. If one
// is cut or damaged, the rest of the line is the last value, which is not valid JSON.
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

// listOf returns the list of records within an object, or nil.
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

package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// maxMembers is how many members a record may have. Records of crawls have 8 to 60. Each takes about 130
// bytes of memory, even if it is short in the input.
const maxMembers = 10_000

// slow decodes any line that encoding/json accepts. It is the reference: flat is tested against it. Its
// errors are the reasons of rejects. Members share memory with the line if they can, so that every record
// takes little more memory than its line.
func (r *record) slow(line []byte) error {
	r.reset(0)
	if tooDeep(line) {
		return faultf(CauseSyntax, "nested deeper than %d levels", maxDepth)
	}
	if !json.Valid(line) {
		var nothing json.RawMessage
		return explain(line, json.Unmarshal(line, &nothing))
	}
	if line[0] != '{' {
		return faultf(CauseSyntax, "not a record: want a JSON object, have %s", kindName(line[0]))
	}
	names := map[string]int{} // place among the members
	err := eachMember(line, func(name string, value []byte) error {
		if len(r.members) == maxMembers {
			return faultf(CauseSize, "record of more than %d fields", maxMembers)
		}
		m, err := r.slowMember(name, value)
		if err != nil {
			return err
		}
		if i, dup := names[m.name]; dup {
			r.members[i].name, r.members[i].key, r.members[i].kind = "", keyUnknown, valueDropped
		}
		names[m.name] = len(r.members)
		r.members = append(r.members, m)
		return nil
	})
	if err != nil {
		return err
	}
	kept := r.members[:0]
	for _, m := range r.members {
		if m.kind != valueDropped {
			kept = append(kept, m)
		}
	}
	r.members = kept
	return nil
}

// slowMember reads one name and value.
func (r *record) slowMember(name string, raw []byte) (member, error) {
	m := member{name: name, key: r.keyOf(name)}
	compact, err := compacted(raw)
	if err != nil {
		return m, err
	}
	m.raw = alias(compact)
	if m.raw == "null" {
		m.kind = valueNull
		return m, nil
	}
	if m.key == keyUnknown {
		return m, nil
	}
	switch m.key {
	case keyTeaser, keyLowConfidence, keyLinks, keyOrigin, keyClocks, keyFurniture: // decoded later from their JSON, see inspect
		if m.value = m.raw; m.raw[0] != '"' {
			m.inspect()
			return m, nil
		}
	}
	text, ok := flatten(raw, r.names.field(m.key))
	if !ok {
		m.kind = valueOther
	}
	m.value = text
	m.inspect()
	return m, nil
}

// compacted returns a value without white space between its tokens. It returns the value itself if it has
// none.
func compacted(raw []byte) ([]byte, error) {
	if raw[0] != '{' && raw[0] != '[' || !hasSpace(raw) {
		return raw, nil
	}
	var b bytes.Buffer
	b.Grow(len(raw))
	err := json.Compact(&b, raw)
	return b.Bytes(), err
}

// hasSpace reports whether a value has white space outside of strings.
func hasSpace(raw []byte) bool {
	for p := 0; p < len(raw); p++ {
		switch raw[p] {
		case '"':
			p = stringEnd(raw, p) - 1
		case ' ', '\t', '\r', '\n':
			return true
		}
	}
	return false
}

// listSeparator returns the separator with which a list in a field is joined, or "" if the field has only
// one value.
func listSeparator(f field) string {
	switch f {
	case fieldByline, fieldCredit:
		return ", "
	case fieldText, fieldHTML:
		return "\n\n"
	}
	return ""
}

// flatten returns the value of a field as text: a string, a number as written, a list of these, or the
// name of an object. A text may be divided into sections and paragraphs, as in fundus.
func flatten(raw []byte, f field) (string, bool) {
	switch raw[0] {
	case '"':
		return unquote(raw), true
	case '[', '{':
	case 't', 'f', 'n':
		return "", false
	default:
		return string(raw), true
	}
	var b strings.Builder
	if f == fieldText || f == fieldHTML {
		b.Grow(len(raw))
	}
	w := flattener{out: &b, field: f, separator: listSeparator(f)}
	if !w.value(raw) || w.parts > 1 && w.separator == "" {
		return "", false
	}
	return b.String(), true
}

// A flattener joins the strings of a value.
type flattener struct {
	out       *strings.Builder
	field     field
	separator string
	parts     int
}

// value adds the value raw and reports whether all of it can be text.
func (w *flattener) value(raw []byte) bool {
	switch raw[0] {
	case '[':
		return eachElement(raw, func(v []byte) error {
			if string(v) != "null" && !w.value(v) {
				return errNotText
			}
			return nil
		}) == nil
	case '{':
		return w.object(raw)
	case 't', 'f', 'n':
		return false
	}
	s := alias(raw)
	if raw[0] == '"' {
		s = unquote(raw)
	}
	if s == "" {
		return true
	}
	if w.parts++; w.parts > 1 {
		w.out.WriteString(w.separator)
	}
	w.out.WriteString(s)
	return true
}

// errNotText ends reading a value that cannot be a field.
var errNotText = errors.New("not text")

// object adds the member of an object that is its value.
func (w *flattener) object(raw []byte) bool {
	names := [...]string{"name", "title", "$date", "$oid", "$numberLong", "uri"}
	if w.field == fieldText {
		return w.body(raw)
	}
	for _, name := range names {
		if v := memberOf(raw, name); v != nil {
			return w.value(v)
		}
	}
	return false
}

// body adds the parts of a text that is an object.
func (w *flattener) body(raw []byte) bool {
	found := false
	for _, name := range [...]string{"name", "$oid", "$date", "$numberLong", "headline", "summary", "paragraphs", "sections"} {
		v := memberOf(raw, name)
		if v == nil || string(v) == "null" {
			continue
		}
		if found = true; !w.value(v) {
			return false
		}
	}
	return found
}

// memberOf returns the value of a member of an object, or nil.
func memberOf(raw []byte, name string) (value []byte) {
	_ = eachMember(raw, func(n string, v []byte) error {
		if n == name {
			value = v
		}
		return nil
	})
	return value
}

// eachMember calls fn for each member of an object, which must be valid JSON.
func eachMember(raw []byte, fn func(name string, value []byte) error) error {
	for p := skipBlank(raw, 1); raw[p] != '}'; {
		end := stringEnd(raw, p)
		name := unquote(raw[p:end])
		p = skipBlank(raw, end) // the colon
		p = skipBlank(raw, p+1)
		end = valueEnd(raw, p)
		if err := fn(name, raw[p:end]); err != nil {
			return err
		}
		if p = skipBlank(raw, end); raw[p] == ',' {
			p = skipBlank(raw, p+1)
		}
	}
	return nil
}

// eachElement calls fn for each element of a list, which must be valid JSON.
func eachElement(raw []byte, fn func(value []byte) error) error {
	for p := skipBlank(raw, 1); raw[p] != ']'; {
		end := valueEnd(raw, p)
		if err := fn(raw[p:end]); err != nil {
			return err
		}
		if p = skipBlank(raw, end); raw[p] == ',' {
			p = skipBlank(raw, p+1)
		}
	}
	return nil
}

func skipBlank(raw []byte, p int) int {
	for isSpace(raw[p]) {
		p++
	}
	return p
}

// stringEnd returns the offset after the string that starts at p.
func stringEnd(raw []byte, p int) int {
	for p++; raw[p] != '"'; p++ {
		if raw[p] == '\\' {
			p++
		}
	}
	return p + 1
}

// valueEnd returns the offset after the value that starts at p.
func valueEnd(raw []byte, p int) int {
	for depth := 0; p < len(raw); {
		switch c := raw[p]; {
		case c == '"':
			p = stringEnd(raw, p)
		case c == '{' || c == '[':
			depth++
			p++
		case c == '}' || c == ']':
			if depth == 0 {
				return p
			}
			depth--
			p++
		case depth == 0 && (c == ',' || isSpace(c)):
			return p
		default:
			p++
			continue
		}
		if depth == 0 {
			return p
		}
	}
	return p
}

// unquote decodes a valid JSON string.
func unquote(raw []byte) string {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return alias(inner)
	}
	var s string
	_ = json.Unmarshal(raw, &s) // it is valid
	return s
}

// tooDeep reports whether a line nests brackets deeper than maxDepth. Strings are skipped.
func tooDeep(line []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case inString:
			switch c {
			case '\\':
				i++
			case '"':
				inString = false
			}
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// explain returns an error that says what is wrong with a line that is not JSON, and where.
func explain(line []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return faultf(CauseSyntax, "not JSON: %w", err)
	}
	if isEarly(syntax, line) {
		return faultf(CauseSyntax, "not JSON: the line ends within the record")
	}
	return faultf(CauseSyntax, "not JSON: %w at byte %d", err, syntax.Offset)
}

// isEarly reports whether a line is not JSON only because it ends too early.
func isEarly(err *json.SyntaxError, line []byte) bool {
	return err.Offset >= int64(len(line)) && strings.Contains(err.Error(), "unexpected end")
}

// kindName names the kind of a JSON value that begins with c.
func kindName(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// slow takes apart any line by encoding/json. It says what is right: flat is
// tested against it. Its errors are the reasons of rejects.
func (r *record) slow(line []byte) error {
	r.reset(0)
	if tooDeep(line) {
		return faultf(CauseSyntax, "nested deeper than %d levels", maxDepth)
	}
	var checked json.RawMessage
	if err := json.Unmarshal(line, &checked); err != nil {
		return explain(line, err)
	}
	if line[0] != '{' {
		return faultf(CauseSyntax, "not a record: want a JSON object, have %s", kindName(line[0]))
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	if _, err := dec.Token(); err != nil {
		return err
	}
	names := map[string]int{} // place among the members: there may be very many
	for dec.More() {
		m, err := slowMember(dec)
		if err != nil {
			return err
		}
		if i, dup := names[m.name]; dup {
			r.members[i].name, r.members[i].key, r.members[i].kind = "", keyUnknown, valueDropped
		}
		names[m.name] = len(r.members)
		r.members = append(r.members, m)
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
func slowMember(dec *json.Decoder) (member, error) {
	var m member
	tok, err := dec.Token()
	if err != nil {
		return m, err
	}
	m.name, _ = tok.(string)
	m.key = keyOf(m.name)
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return m, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return m, err
	}
	m.raw = compact.String()
	if m.raw == "null" {
		m.kind = valueNull
		return m, nil
	}
	if m.key == keyUnknown {
		return m, nil
	}
	switch m.key {
	case keyTeaser, keyLowConfidence, keyLinks, keyOrigin, keyClocks, keyFurniture: // read from their JSON, see inspect
		if m.value = m.raw; m.raw[0] != '"' {
			m.inspect()
			return m, nil
		}
	}
	v, err := anyOf(raw)
	if err != nil {
		return m, err
	}
	text, ok := flatten(v, listSeparator(keyFields[m.key]))
	if !ok {
		m.kind = valueOther
	}
	m.value = text
	m.inspect()
	return m, nil
}

// anyOf decodes a value and keeps its numbers as they are written.
func anyOf(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}

// listSeparator says what joins a list that is a field's value; "" if the
// field has one value only.
func listSeparator(f field) string {
	switch f {
	case fieldByline, fieldCredit:
		return ", "
	case fieldText, fieldHTML:
		return "\n\n"
	}
	return ""
}

// flatten returns a value as text: a string, a number as written, a list of
// such, an object by its name.
func flatten(v any, separator string) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case []any:
		return flattenList(v, separator)
	case map[string]any:
		for _, name := range []string{"name", "$date", "$oid", "$numberLong"} {
			if inner, ok := v[name]; ok {
				return flatten(inner, separator)
			}
		}
	}
	return "", false
}

func flattenList(list []any, separator string) (string, bool) {
	var parts []string
	for _, v := range list {
		if v == nil {
			continue
		}
		s, ok := flatten(v, separator)
		if !ok {
			return "", false
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) > 1 && separator == "" {
		return "", false
	}
	return strings.Join(parts, separator), true
}

// tooDeep reports whether a line has more brackets open at once than any
// record needs. It looks at strings only to skip them.
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

// explain says what is wrong with a line that is no JSON, and where.
func explain(line []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return faultf(CauseSyntax, "not JSON: %w", err)
	}
	if syntax.Offset >= int64(len(line)) && strings.Contains(syntax.Error(), "unexpected end") {
		return faultf(CauseSyntax, "not JSON: the line ends within the record")
	}
	return faultf(CauseSyntax, "not JSON: %w at byte %d", err, syntax.Offset)
}

// kindName names what a JSON value that begins with c is.
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

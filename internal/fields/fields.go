// Package fields writes the page of fields: what every field of the result files and of the
// answers in JSON means, as one Markdown table per record.
//
// Call [Page] with the folder of JSON Schemas. The page says what the schemas say, so the two
// cannot differ.
package fields

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A schema is the part of a JSON Schema that the page shows.
type schema struct {
	Title       string             `json:"title"`
	Description string             `json:"description"`
	Type        json.RawMessage    `json:"type"`
	Enum        []any              `json:"enum"`
	Const       any                `json:"const"`
	Properties  map[string]*schema `json:"properties"`
	Items       *schema            `json:"items"`
	OneOf       []*schema          `json:"oneOf"`
	Ref         string             `json:"$ref"`
}

const head = `# Fields

This page is made from the schemas in [schema](schema) by ` + "`make fields`" + `. It lists the fields of the result
files (` + "`dedup --out`" + `) and of the answers in JSON (` + "`--json`" + `).

` + "`a.b`" + ` is the field b of the object a. ` + "`a[]`" + ` is each element of the list a. Offsets are in characters
(Unicode code points) of the stored text, from 0, with the end excluded. Probabilities and shares are in [0,1]. Times are
RFC 3339 at the precision of the input.
`

// Page returns the page for the schemas in dir, by the order of the files' names. It fails on a
// file that is no JSON Schema, and on a field without a description.
func Page(dir fs.FS) ([]byte, error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(head)
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		var s schema
		if err := json.Unmarshal(data, &s); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(&b, "\n## %s\n", s.Title)
		if err := errors.Join(s.resolve(dir, name, 0), s.record(&b)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return b.Bytes(), nil
}

// record writes the table of one kind of record, or of several kinds that share a file.
func (s *schema) record(b *bytes.Buffer) error {
	if s.Description != "" {
		fmt.Fprintf(b, "\n%s%s\n", strings.ToUpper(s.Description[:1]), s.Description[1:])
	}
	if s.Ref != "" {
		fmt.Fprintf(b, "\nIt has %s and these:\n", s.others())
	}
	for _, kind := range s.OneOf {
		if err := kind.record(b); err != nil {
			return err
		}
	}
	if len(s.Properties) == 0 {
		return nil
	}
	b.WriteString("\n| field | type | meaning |\n|---|---|---|\n")
	return s.rows(b, "")
}

// rows writes a row for each field of s and of the objects in it, by name.
func (s *schema) rows(b *bytes.Buffer, prefix string) error {
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := s.Properties[name]
		path := prefix + name
		meaning := f.meaning()
		if meaning == "" && len(f.Properties) == 0 && f.Items == nil {
			return fmt.Errorf("field %s has no description", path)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", path, f.kind(), strings.ReplaceAll(meaning, "|", `\|`))
		if err := f.rows(b, path+"."); err != nil {
			return err
		}
		if f.Items != nil {
			if err := f.Items.rows(b, path+"[]."); err != nil {
				return err
			}
		}
	}
	return nil
}

// meaning is the description of a field with the values that it may have.
func (s *schema) meaning() string {
	m := s.Description
	if s.Ref != "" {
		m = join(m, s.others())
	}
	switch {
	case s.Const != nil:
		m = join(m, fmt.Sprintf("always `%v`", s.Const))
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			if v == nil {
				v = "null"
			}
			values = append(values, fmt.Sprintf("`%v`", v))
		}
		m = join(m, "one of "+strings.Join(values, ", "))
	}
	switch {
	case s.Items == nil:
		return m
	case m == "":
		return s.Items.meaning()
	case s.Items.Ref != "":
		return join(m, s.Items.others())
	}
	return m
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// kind names the type of a field: "string or null".
func (s *schema) kind() string {
	var one string
	if json.Unmarshal(s.Type, &one) == nil {
		return one
	}
	var several []string
	if json.Unmarshal(s.Type, &several) == nil {
		return strings.Join(several, " or ")
	}
	switch {
	case s.Const != nil:
		return "string"
	case s.Ref != "":
		return "object"
	}
	return "value"
}

// others names the record whose fields s has by reference.
func (s *schema) others() string {
	name := strings.TrimSuffix(s.Ref, ".json")
	return fmt.Sprintf("the fields of [%s](#%s)", name, name)
}

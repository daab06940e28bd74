package fields

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// maxDepth bounds how deep schemas lie in each other, so that one that refers to itself is an error.
const maxDepth = 32

// resolve puts the schemas that s refers to by a place within a file in the stead of the references.
// A reference to a whole file is left: the page has a section for it. It fails where there is
// nothing at such a place. file is the one that s is of.
func (s *schema) resolve(dir fs.FS, file string, depth int) error {
	if depth > maxDepth {
		return errors.New("references refer to themselves")
	}
	if s.Ref != "" {
		name, place, within := strings.Cut(s.Ref, "#")
		if name == "" {
			name = file
		}
		data, err := at(dir, name, place)
		if err != nil {
			return fmt.Errorf("$ref %s: %w", s.Ref, err)
		}
		if within {
			description := s.Description
			if *s = (schema{}); json.Unmarshal(data, s) != nil {
				return fmt.Errorf("$ref %s: no schema", s.Ref)
			}
			if description != "" {
				s.Description = description
			}
			return s.resolve(dir, name, depth+1)
		}
	}
	parts := append([]*schema{}, s.OneOf...)
	for _, p := range s.Properties {
		parts = append(parts, p)
	}
	if s.Items != nil {
		parts = append(parts, s.Items)
	}
	for _, p := range parts {
		if err := p.resolve(dir, file, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// at returns what is at a place in a file, such as /properties/changes; "" is the whole file.
func at(dir fs.FS, file, place string) (json.RawMessage, error) {
	data, err := fs.ReadFile(dir, file)
	if err != nil {
		return nil, err
	}
	out := json.RawMessage(data)
	for name := range strings.SplitSeq(strings.TrimPrefix(place, "/"), "/") {
		if name == "" {
			break
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(out, &fields); err != nil {
			return nil, err
		}
		if out = fields[name]; out == nil {
			return nil, fmt.Errorf("%s has no %s", file, name)
		}
	}
	return out, nil
}

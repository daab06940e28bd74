// Package ninjs reads JSON of news agencies: IPTC ninjs 1 to 3, with the
// variants of Superdesk, and items of the AP Media API; single items, lists,
// lines, and the envelopes that content APIs put around them.
package ninjs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/jsonstream"
)

// A Reader reads ninjs. It implements [format.Reader].
type Reader struct{}

// Name returns "ninjs".
func (Reader) Name() string { return "ninjs" }

// Detect reports whether the first JSON object is an item of an agency or an
// envelope of such items.
func (Reader) Detect(h *format.Head) bool {
	o := h.Object
	if o == nil {
		return false
	}
	if o["api_version"] != "" && o["data"] == "{" || o["_items"] == "[" || o["item"] == "[" && has(o, "total", "limit", "offset") {
		return true
	}
	if !has(o, "uri", "guid", "_id", "altids", "altIds") {
		return false
	}
	if has(o, "bodies", "headlines", "pubstatus", "pubStatus", "versioncreated", "versionCreated", "renditions", "eventDetails", "$standard") {
		return true
	}
	for name := range o {
		if strings.HasPrefix(name, "body_") && !strings.HasSuffix(name, "html") || strings.HasPrefix(name, "headline_") {
			return true
		}
	}
	return false
}

func has(o map[string]string, names ...string) bool {
	for _, name := range names {
		if _, ok := o[name]; ok {
			return true
		}
	}
	return false
}

// Read gives the items of a file to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, charset.NewReader(in.Body), in.MaxItem, yield)
}

// Read gives the items of JSON in UTF-8 to yield until that returns false. An
// item is at most size bytes large.
func Read(ctx context.Context, r io.Reader, size int64, yield func(*format.Item) bool) error {
	in := bufio.NewReaderSize(r, 64<<10)
	// An error shows again when the file is read.
	head, _ := in.Peek(64 << 10)
	if first, rest, ok := bytes.Cut(head, []byte("\n")); ok && len(bytes.TrimSpace(rest)) > 0 && bytes.HasPrefix(first, []byte{'{'}) && json.Valid(first) {
		return readLines(ctx, in, size, yield)
	}
	end, going := int64(0), true
	err := jsonstream.Read(in, size, enter, func(v jsonstream.Value) bool {
		end = v.Offset
		going = ctx.Err() == nil && (isMember(v) || give(v, yield))
		return going
	})
	if err == nil {
		return ctx.Err()
	}
	if fault := jsonstream.Fault(err, end); fault != nil {
		if going {
			yield(fault.Format())
		}
		return nil
	}
	return err
}

// readLines reads a file that has an item on each line. A line that is damaged
// costs no other line.
func readLines(ctx context.Context, r io.Reader, size int64, yield func(*format.Item) bool) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, int(size))
	offset := int64(0)
	for line := 1; sc.Scan(); line++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		raw := sc.Bytes()
		start := offset
		offset += int64(len(raw)) + 1
		if len(bytes.TrimSpace(raw)) == 0 {
			continue
		}
		place := func(it *format.Item) bool {
			it.Line, it.Offset = line, start
			return yield(it)
		}
		var checked json.RawMessage
		if err := json.Unmarshal(raw, &checked); err != nil {
			fault := item.Fault{Reason: "not JSON: " + err.Error()}
			if !place(fault.Format()) {
				return nil
			}
			continue
		}
		if !give(jsonstream.Value{Raw: checked}, place) {
			return nil
		}
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		fault := item.Fault{Cut: true, Offset: offset, Reason: "a line is too long: the rest of the file is not read"}
		yield(fault.Format())
		return nil
	}
	return sc.Err()
}

// enter reports whether a list or envelope is read item by item.
func enter(kind byte, name string, depth int) bool {
	if kind == '[' {
		return depth == 0 || isList(name)
	}
	return false
}

func isList(name string) bool { return name == "items" || name == "_items" || name == "item" }

// isMember reports whether a value is no item.
func isMember(v jsonstream.Value) bool { return v.Name != "" }

// maxValues bounds the memory of an item or envelope: an object of two names takes 500 bytes where the file may spend 20.
// Commas in texts count too: a text of 16 MiB has some 300,000.
const maxValues = 1_000_000

// give yields the item that a value is, or the items of the envelope that it is.
func give(v jsonstream.Value, yield func(*format.Item) bool) bool {
	offset := v.Offset - int64(len(v.Raw))
	if bytes.Count(v.Raw, []byte{','})+bytes.Count(v.Raw, []byte{'{'}) > maxValues {
		fault := item.Fault{Offset: offset, Reason: fmt.Sprintf("it has more than %d commas and brackets", maxValues)}
		return yield(fault.Format())
	}
	var o object
	dec := json.NewDecoder(strings.NewReader(string(v.Raw)))
	dec.UseNumber()
	if err := dec.Decode(&o); err != nil || o == nil {
		fault := item.Fault{Offset: offset, Reason: "not an item of ninjs: it is no JSON object"}
		return yield(fault.Format())
	}
	for _, inner := range unwrap(o, 0) {
		it := read(inner)
		it.Offset = offset
		if !yield(it.Format()) {
			return false
		}
	}
	return true
}

// unwrap returns the items that an object holds: itself, or those of the
// envelopes of the AP Media API and of content APIs.
func unwrap(o object, depth int) []object {
	if depth > 4 {
		return nil
	}
	if inner := o.object("data"); inner != nil && o.str("api_version") != "" {
		return unwrap(inner, depth+1)
	}
	if inner := o.object("item"); inner != nil && o.str("uri", "guid") == "" {
		return unwrap(inner, depth+1)
	}
	if o.str("uri", "guid", "_id") == "" {
		for _, name := range []string{"items", "_items", "item"} {
			list, ok := o[name].([]any)
			if !ok {
				continue
			}
			var found []object
			for _, e := range list {
				if inner, ok := e.(map[string]any); ok {
					found = append(found, unwrap(inner, depth+1)...)
				}
			}
			return found
		}
	}
	return []object{o}
}

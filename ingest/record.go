package ingest

import (
	"strings"
)

// A field is a field of an article in a record.
type field uint8

const (
	fieldID field = iota
	fieldURL
	fieldSource
	fieldTitle
	fieldByline
	fieldCredit
	fieldLang
	fieldPublished
	fieldUpdated
	fieldFetched
	fieldText
	fieldHTML
	fieldRevision
	fieldStatus
	fieldTeaser
	fieldLinks
	fieldOrigin
	fieldClocks
	fieldFurniture
	fieldLowConfidence
	numFields
)

// A key is a known name. Of the names of one field, the smaller key takes precedence.
type key uint8

const (
	keyUnknown key = iota
	keyID
	keyURL
	keySource
	keySeries
	keyTitle
	keyHeadline
	keyByline
	keyAuthor
	keyAuthors
	keyCredit
	keyLang
	keyPublished
	keyDate
	keyUpdated
	keyFetched
	keyCrawled
	keyText
	keyBody
	keyContent
	keyHTML
	keyRevision
	keyStatus
	keyPubStatus
	keyUpdateType
	keyTeaser
	keyLinks
	keyOrigin
	keyClocks
	keyFurniture
	keyLowConfidence
	numKeys
)

// keyFields maps keys to fields.
var keyFields = [numKeys]field{
	keyID: fieldID, keyURL: fieldURL, keySource: fieldSource, keySeries: fieldSource,
	keyTitle: fieldTitle, keyHeadline: fieldTitle, keyByline: fieldByline, keyAuthor: fieldByline, keyAuthors: fieldByline,
	keyCredit: fieldCredit, keyLang: fieldLang, keyPublished: fieldPublished, keyDate: fieldPublished,
	keyUpdated: fieldUpdated, keyFetched: fieldFetched, keyCrawled: fieldFetched,
	keyText: fieldText, keyBody: fieldText, keyContent: fieldText, keyHTML: fieldHTML,
	keyRevision: fieldRevision, keyStatus: fieldStatus, keyPubStatus: fieldStatus, keyUpdateType: fieldStatus,
	keyTeaser: fieldTeaser, keyLinks: fieldLinks, keyOrigin: fieldOrigin,
	keyClocks: fieldClocks, keyFurniture: fieldFurniture, keyLowConfidence: fieldLowConfidence,
}

// keyOf returns the key of a name.
func keyOf(name string) key {
	switch name {
	case "id":
		return keyID
	case "url":
		return keyURL
	case "source":
		return keySource
	case "series":
		return keySeries
	case "title":
		return keyTitle
	case "headline":
		return keyHeadline
	case "byline":
		return keyByline
	case "author":
		return keyAuthor
	case "authors":
		return keyAuthors
	case "credit":
		return keyCredit
	}
	return laterKey(name)
}

func laterKey(name string) key {
	switch name {
	case "lang":
		return keyLang
	case "published":
		return keyPublished
	case "date":
		return keyDate
	case "updated":
		return keyUpdated
	case "fetched":
		return keyFetched
	case "crawled":
		return keyCrawled
	case "text":
		return keyText
	case "body":
		return keyBody
	case "content":
		return keyContent
	case "html":
		return keyHTML
	}
	return sourceKey(name)
}

// sourceKey returns the keys of facts about the record itself, and of further names that [AppendRecord]
// writes.
func sourceKey(name string) key {
	switch name {
	case "revision":
		return keyRevision
	case "status":
		return keyStatus
	case "pubstatus", "pubStatus":
		return keyPubStatus
	case "update_type":
		return keyUpdateType
	case "teaser":
		return keyTeaser
	case "links":
		return keyLinks
	case "origin":
		return keyOrigin
	case "clocks":
		return keyClocks
	case "furniture":
		return keyFurniture
	case "low_confidence":
		return keyLowConfidence
	}
	return keyUnknown
}

// A valueKind says how the value of a member was read.
type valueKind uint8

const (
	valueText    valueKind = iota // value holds it
	valueNull                     // null: counts as absent
	valueOther                    // of a type that the field cannot have
	valueDropped                  // replaced by a later member of the same name
)

// A member is one name and value of a record.
type member struct {
	key   key
	kind  valueKind
	name  string
	value string // decoded; only for known keys
	raw   string // as written
}

// A record is a decoded JSON object. Its strings share memory with the line or buf.
type record struct {
	members []member
	names   *names // nil: use only keyOf
	seen    uint32 // a bit for each key among the members
	buf     []byte // decoded strings with escapes; it never grows while a string is added
	fields  [numFields]string
	chosen  [numFields]key // the name from which each field is read; keyUnknown: absent
}

// reset prepares the record for a line of n bytes.
func (r *record) reset(n int) {
	r.members, r.seen = r.members[:0], 0
	if cap(r.buf) > 4*chunkSize && n < chunkSize {
		r.buf = nil
	}
	r.buf = r.buf[:0]
}

// room makes room for the decoded strings of a line of n bytes; no string gets longer by decoding. Strings
// decoded before keep their memory.
func (r *record) room(n int) {
	if cap(r.buf)-len(r.buf) < n {
		r.buf = make([]byte, 0, max(n, 16<<10))
	}
}

// add adds a member. It replaces an earlier one with the same name.
func (r *record) add(m member) {
	if m.key != keyUnknown && m.key < numKeys && r.seen&(1<<m.key) == 0 {
		r.seen |= 1 << m.key
		r.members = append(r.members, m)
		return
	}
	for i := range r.members {
		if r.members[i].name == m.name {
			r.members = append(r.members[:i], r.members[i+1:]...)
			break
		}
	}
	r.members = append(r.members, m)
}

// choose selects the member from which each field is read.
func (r *record) choose() {
	r.fields, r.chosen = [numFields]string{}, [numFields]key{}
	for i := range r.members {
		m := &r.members[i]
		if m.key == keyUnknown || m.kind != valueText || m.value == "" {
			continue
		}
		f := r.names.field(m.key)
		c := r.chosen[f]
		if c == keyUnknown || r.names.rank(m.key) < r.names.rank(c) && f != fieldStatus || f == fieldStatus && stricter(m.value, r.fields[f]) {
			r.fields[f], r.chosen[f] = m.value, m.key
		}
	}
}

// unusable returns the first member that is the id or the text and cannot be read, or nil. Other members
// are not essential.
func (r *record) unusable() *member {
	for i := range r.members {
		m := &r.members[i]
		if m.key == keyUnknown || m.kind != valueOther {
			continue
		}
		switch f := r.names.field(m.key); {
		case r.chosen[f] != keyUnknown:
		case f == fieldID, f == fieldText, f == fieldHTML && r.chosen[fieldText] == keyUnknown:
			return m
		}
	}
	return nil
}

// extra appends to b a JSON object of everything that is not in the article's fields, or nothing if there
// is nothing.
func (r *record) extra(b []byte) []byte {
	start := len(b)
	for i := range r.members {
		m := &r.members[i]
		if m.key != keyUnknown && !r.lost(m) {
			continue
		}
		if len(b) == start {
			b = append(b, '{')
		} else {
			b = append(b, ',')
		}
		b = appendQuoted(b, m.name)
		b = append(b, ':')
		b = append(b, m.raw...)
	}
	if len(b) > start {
		b = append(b, '}')
	}
	return b
}

// lost reports whether a known member has a value that is not in a field. A page is dropped if there is a
// text.
func (r *record) lost(m *member) bool {
	if m.kind == valueOther {
		return true
	}
	return m.kind == valueText && m.value != "" && r.names.field(m.key) != fieldHTML && r.chosen[r.names.field(m.key)] != m.key
}

// appendQuoted appends s, valid UTF-8, as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	if strings.IndexFunc(s, func(c rune) bool { return c < ' ' || c == '"' || c == '\\' }) < 0 {
		return append(append(b, s...), '"')
	}
	for _, c := range []byte(s) {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

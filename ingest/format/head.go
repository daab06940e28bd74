package format

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// A Head is what a file is recognised by: its name and the first bytes of its
// content.
type Head struct {
	Name  string // the file as it was named, "-" for standard input
	Ext   string // the ending of the name in lower case without .gz, .zst, .bz2: ".xml"
	Bytes []byte // the first bytes of the content, unpacked
	Text  []byte // Bytes as UTF-8 if they are Unicode, without byte order mark and blanks in front
	Root  Root   // the root element if the content is XML or HTML
	Found bool   // the file was found in a folder, it was not named itself
	Wide  bool   // the content is UTF-16 or UTF-32
	// Object holds the top-level names of the first JSON object, as far as
	// Bytes reach, with their values: a string decoded, a number as written,
	// "{" and "[" for objects and lists. It is nil if the content is not JSON.
	Object map[string]string
}

// A Root is the root element of an XML or HTML document.
type Root struct {
	Name  string // local name as written; empty if there is none
	Space string // the namespace that the element declares for its own prefix
	Tag   string // the whole start tag
}

// NewHead examines the first bytes of a file.
func NewHead(name string, data []byte) *Head {
	h := &Head{Name: name, Ext: Ext(name), Bytes: data}
	text := data
	if e := wideEncoding(data); e != nil {
		h.Wide = true
		if out, err := e.NewDecoder().Bytes(data[:len(data)&^3]); err == nil {
			text = out
		}
	}
	h.Text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(h.Text) == 0:
	case h.Text[0] == '<':
		h.Root = findRoot(h.Text)
	case h.Text[0] == '{' || h.Text[0] == '[':
		h.Object = firstObject(h.Text)
	}
	return h
}

// Ext returns the ending of a file's name in lower case, without what names
// only the packing.
func Ext(name string) string {
	p := strings.ToLower(filepath.Base(name))
	for _, packing := range []string{".gz", ".zst", ".bz2"} {
		p = strings.TrimSuffix(p, packing)
	}
	return filepath.Ext(p)
}

// wideEncoding returns the encoding of text in UTF-16 or UTF-32, by its byte
// order mark or by the zero bytes of "<" and "{", or nil.
func wideEncoding(b []byte) encoding.Encoding {
	if len(b) < 4 {
		return nil
	}
	switch start := string(b[:4]); {
	case start == "\xff\xfe\x00\x00":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case start == "\x00\x00\xfe\xff":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case start[:2] == "\xff\xfe":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case start[:2] == "\xfe\xff":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case opens(b[0]) && start[1:] == "\x00\x00\x00":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case opens(b[3]) && start[:3] == "\x00\x00\x00":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case opens(b[0]) && b[1] == 0 && b[2] != 0 && b[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case b[0] == 0 && opens(b[1]) && b[2] == 0 && b[3] != 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case zeroPairs(b, 0):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeroPairs(b, 1):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// minPairs is how many characters in ASCII, two bytes each, tell text in UTF-16 that
// begins with anything, as the first line of a table does.
const minPairs = 8

// zeroPairs reports whether b begins with printable characters in two bytes each. The
// one that is not zero is the first or the second.
func zeroPairs(b []byte, place int) bool {
	if len(b) < 2*minPairs {
		return false
	}
	for i := 0; i < 2*minPairs; i += 2 {
		c := b[i+place]
		if b[i+1-place] != 0 || (c < ' ' || c > '~') && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

func opens(c byte) bool { return c == '<' || c == '{' || c == '[' }

// findRoot returns the first element of a document: declarations, comments,
// processing instructions and the document type are passed over.
func findRoot(b []byte) Root {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return Root{}
		}
		b = b[i:]
		switch {
		case bytes.HasPrefix(b, []byte("<!--")):
			b = after(b, "-->")
		case bytes.HasPrefix(b, []byte("<?")):
			b = after(b, "?>")
		case bytes.HasPrefix(b, []byte("<!")):
			b = afterDoctype(b)
		default:
			return parseRoot(b)
		}
	}
}

// after returns what follows the first end in b, or nothing.
func after(b []byte, end string) []byte {
	_, rest, _ := bytes.Cut(b, []byte(end))
	return rest
}

// afterDoctype skips a document type with the declarations it may hold.
func afterDoctype(b []byte) []byte {
	depth := 0
	for i, c := range b {
		switch c {
		case '<', '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth--; depth <= 0 {
				return b[i+1:]
			}
		}
	}
	return nil
}

// parseRoot reads the start tag that b begins with.
func parseRoot(b []byte) Root {
	end := bytes.IndexByte(b, '>')
	if end < 0 {
		end = len(b)
	}
	tag := b[1:end]
	name := tag
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		name = tag[:i]
	}
	prefix, local, found := bytes.Cut(name, []byte(":"))
	attr := "xmlns"
	if found {
		attr += ":" + string(prefix)
	} else {
		local = name
	}
	if len(local) == 0 || local[0] < 'A' && local[0] != '_' {
		return Root{}
	}
	return Root{Name: string(local), Space: attribute(tag, attr), Tag: string(tag)}
}

// attribute returns the value of an attribute of a start tag.
func attribute(tag []byte, name string) string {
	for {
		i := bytes.Index(tag, []byte(name))
		if i < 0 {
			return ""
		}
		alone := i > 0 && bytes.IndexByte([]byte(" \t\r\n"), tag[i-1]) >= 0
		tag = tag[i+len(name):]
		rest := bytes.TrimLeft(tag, " \t\r\n")
		if !alone || len(rest) == 0 || rest[0] != '=' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		if end := bytes.IndexByte(rest[1:], rest[0]); end >= 0 {
			return string(rest[1 : end+1])
		}
		return ""
	}
}

// firstObject reads the top-level members of the first object of b, which may
// be cut anywhere.
func firstObject(b []byte) map[string]string {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	tok, err := dec.Token()
	if tok == json.Delim('[') {
		tok, err = dec.Token()
	}
	if err != nil || tok != json.Delim('{') {
		return nil
	}
	object := map[string]string{}
	for len(object) < 1000 {
		name, err := dec.Token()
		key, ok := name.(string)
		if err != nil || !ok {
			break
		}
		if !utf8.ValidString(key) {
			continue
		}
		object[key] = ""
		value, err := dec.Token()
		if err != nil {
			break
		}
		object[key] = tokenText(value)
		if _, nested := value.(json.Delim); nested && !skipNested(dec) {
			break
		}
	}
	return object
}

// skipNested reads to the end of the object or list that was just entered.
func skipNested(dec *json.Decoder) bool {
	for depth := 1; depth > 0; {
		tok, err := dec.Token()
		if err != nil {
			return false
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return true
}

func tokenText(tok json.Token) string {
	switch v := tok.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case json.Delim:
		return v.String()
	}
	return ""
}

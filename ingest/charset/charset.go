// Package charset turns the bytes of pages and documents into UTF-8: by their
// byte order mark, by what they hold, by what they declare, or by a guess.
package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

const (
	// declWindow is how far a charset declaration is looked for. Browsers
	// read 1024 bytes; pages exist that declare it later.
	declWindow = 4096
	// guessWindow bounds what the charset guesser reads.
	guessWindow = 64 << 10
)

// Decode returns a page or document as UTF-8. A byte order mark decides; then bytes
// that are valid UTF-8 with non-ASCII among them are UTF-8 whatever the page
// declares, since no legacy text of that length is valid UTF-8 by chance; then
// the declaration; then a guess. Bytes that remain invalid are replaced later.
func Decode(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeAs(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	}
	if e := utf16Order(data); e != nil {
		return decodeAs(data, e)
	}
	if e := pick(data); e != nil {
		return decodeAs(data, e)
	}
	return data
}

// DecodeSent is Decode for a page that was sent with a charset, which counts
// more than what the page declares. It returns UTF-8 with a byte order mark
// where Decode would return something else.
func DecodeSent(data []byte, sent string) []byte {
	_, name := charset.Lookup(sent)
	if name == "" || strings.HasPrefix(name, "utf-") || utf8.Valid(data) || utf16Order(data) != nil ||
		bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return data
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return data
	}
	if bad, multi := countUTF8(data); bad*20 < multi {
		return data
	}
	return append([]byte("\xef\xbb\xbf"), decodeAs(data, enc)...)
}

// pick returns the encoding of data, which is not UTF-16; nil for UTF-8.
func pick(data []byte) encoding.Encoding {
	bad, multi := countUTF8(data)
	name := declared(data)
	if bad == 0 && (multi > 0 || !escapes(data, name)) {
		return nil
	}
	// A few broken sequences among many good ones: UTF-8, cut or patched.
	if bad*20 < multi || (multi > 0 && bad <= 2) {
		return nil
	}
	if name == "" || strings.HasPrefix(name, "utf-") {
		name = guess(data)
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return enc
}

// escapes reports whether data in plain ASCII is text of a charset that is
// written in ASCII.
func escapes(data []byte, name string) bool {
	return name == "iso-2022-jp" && bytes.IndexByte(data, 0x1B) >= 0
}

// decodeAs decodes data by e, or returns it as it is when that fails.
func decodeAs(data []byte, e encoding.Encoding) []byte {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	return out
}

// utf16Order returns the decoder of a page in UTF-16 without a byte order
// mark, recognised by the zero bytes of its markup, or nil.
func utf16Order(data []byte) encoding.Encoding {
	head := data[:min(len(data), 512)&^1]
	var even, odd int
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	switch half := len(head) / 2; {
	case half < 16:
		return nil
	case odd > half*3/4 && even < half/8:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case even > half*3/4 && odd < half/8:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// countUTF8 counts the broken bytes of data and its well-formed multi-byte
// sequences.
func countUTF8(data []byte) (bad, multi int) {
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[1:]
			continue
		}
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			multi++
		}
		data = data[n:]
	}
	return bad, multi
}

// declared returns the canonical name of the charset that the page
// declares, or "".
func declared(data []byte) string {
	head := bytes.ToLower(data[:min(len(data), declWindow)])
	word := []byte("charset")
	if bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml")) {
		word = []byte("encoding")
		head, _, _ = bytes.Cut(head, []byte("?>"))
	}
	for {
		i := bytes.Index(head, word)
		if i < 0 {
			return ""
		}
		head = head[i+len(word):]
		rest := bytes.TrimLeft(head, " \t\r\n")
		if len(rest) == 0 || rest[0] != '=' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n\"'")
		if end := bytes.IndexAny(rest, " \t\r\n\"';/>"); end >= 0 {
			rest = rest[:end]
		}
		if _, name := charset.Lookup(string(rest)); name != "" {
			return name
		}
	}
}

// guess guesses the charset of data from its text alone; windows-1252
// when nothing is likely.
func guess(data []byte) string {
	// The guesser needs the text, not the markup: begin at the body.
	if i := bytes.Index(data, []byte("<body")); i > 0 {
		data = data[i:]
	}
	data = data[:min(len(data), guessWindow)]
	best, err := chardet.NewHtmlDetector().DetectBest(data)
	if err != nil || best.Confidence < 10 {
		return "windows-1252"
	}
	if _, name := charset.Lookup(best.Charset); name != "" && !strings.HasPrefix(name, "utf-") {
		return name
	}
	return "windows-1252"
}

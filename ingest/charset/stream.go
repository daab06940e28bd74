package charset

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// NewReader returns a reader of an XML document or a text as UTF-8 without a byte order mark. Like [Decode] it
// finds the charset, in the first 64 KiB, but a declared charset also counts if these are plain ASCII. Bytes
// that are invalid in the charset become U+FFFD, but are unchanged if the charset is UTF-8.
func NewReader(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, guessWindow)
	// An error shows again when the text is read.
	head, _ := in.Peek(guessWindow)
	if e := wide(head); e != nil {
		return transform.NewReader(in, e.NewDecoder())
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
		return in
	}
	if len(head) == guessWindow {
		head = wholeRunes(head)
	}
	e := pick(head)
	if bad, multi := countUTF8(head); e == nil && bad+multi == 0 {
		e = legacy(declared(head))
	}
	if e == nil {
		return in
	}
	return transform.NewReader(in, e.NewDecoder())
}

// legacy returns the encoding of that name if it agrees with ASCII and is not
// UTF-8, else nil.
func legacy(name string) encoding.Encoding {
	if name == "" || len(name) > 4 && name[:4] == "utf-" || name == "replacement" {
		return nil
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return e
}

// wholeRunes returns b without a character that is cut off at its end.
func wholeRunes(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i > len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}

// wide returns the encoding of text in UTF-16 or UTF-32, or nil.
func wide(head []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	if len(head) >= 8 {
		switch {
		case head[0] != 0 && string(head[1:4]) == "\x00\x00\x00":
			return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
		case head[3] != 0 && string(head[:3]) == "\x00\x00\x00":
			return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
		}
	}
	return utf16Order(head)
}

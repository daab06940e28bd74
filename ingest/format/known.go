package format

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Known format is recognised and not read.
type Known struct {
	Name string // as messages write it, with an article or in the plural: "a PDF document"
	Do   string // what the user can do
}

// Find returns which of the formats that are not read the file has.
func Find(h *Head) (Known, bool) {
	for _, m := range magics() {
		if len(h.Bytes) >= m.at+len(m.bytes) && string(h.Bytes[m.at:m.at+len(m.bytes)]) == m.bytes {
			if m.bytes == "PK\x03\x04" {
				return zipKind(h.Bytes), true
			}
			return m.Known, true
		}
	}
	switch {
	case h.Root.Name != "":
		return xmlKind(h)
	case h.Object != nil, len(h.Text) > 0 && (h.Text[0] == '{' || h.Text[0] == '['):
		return Known{}, false
	}
	return textKind(h)
}

type magic struct {
	at    int
	bytes string
	Known
}

const (
	doUnpack  = "unpack it and give what is in it"
	doText    = "convert it to text or HTML"
	doRecords = "export it as JSON Lines"
	doNothing = "it holds no articles: leave it out"
)

// magics are the formats that are recognised by fixed bytes.
func magics() []magic {
	return []magic{
		{0, "PK\x03\x04", Known{"a zip archive", doUnpack}},
		{0, "PK\x05\x06", Known{"an empty zip archive", doNothing}},
		{0, "7z\xbc\xaf\x27\x1c", Known{"a 7-Zip archive", doUnpack}},
		{0, "Rar!\x1a\x07", Known{"a RAR archive", doUnpack}},
		{0, "\xfd7zXZ\x00", Known{"a file packed with xz", doUnpack}},
		{0, "\x04\x22\x4d\x18", Known{"a file packed with lz4", doUnpack}},
		{0, "\x1f\x9d", Known{"a file packed with compress", doUnpack}},
		{0, "LZIP", Known{"a file packed with lzip", doUnpack}},
		{257, "ustar", Known{"a tar archive", doUnpack}},
		{0, "%PDF-", Known{"a PDF document", doText}},
		{0, "%!PS", Known{"a PostScript document", doText}},
		{0, `{\rtf`, Known{"an RTF document", doText}},
		{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Known{"an old Microsoft Office document", doText}},
		{0, "AT&TFORM", Known{"a DjVu document", doText}},
		{0, "\x89PNG\r\n", Known{"a PNG image", doNothing}},
		{0, "\xff\xd8\xff", Known{"a JPEG image", doNothing}},
		{0, "GIF8", Known{"a GIF image", doNothing}},
		{0, "II*\x00", Known{"a TIFF image", doNothing}},
		{0, "MM\x00*", Known{"a TIFF image", doNothing}},
		{0, "\x00\x00\x01\x00", Known{"an icon", doNothing}},
		{8, "WEBP", Known{"a WebP image", doNothing}},
		{4, "ftypavif", Known{"an AVIF image", doNothing}},
		{4, "ftyp", Known{"an MP4 video", doNothing}},
		{0, "\x1aE\xdf\xa3", Known{"a Matroska video", doNothing}},
		{8, "AVI ", Known{"an AVI video", doNothing}},
		{8, "WAVE", Known{"a WAV sound", doNothing}},
		{0, "OggS", Known{"an Ogg sound or video", doNothing}},
		{0, "ID3", Known{"an MP3 sound", doNothing}},
		{0, "fLaC", Known{"a FLAC sound", doNothing}},
		{0, "wOFF", Known{"a font", doNothing}},
		{0, "wOF2", Known{"a font", doNothing}},
		{0, "SQLite format 3\x00", Known{"an SQLite database", doRecords}},
		{0, "Obj\x01", Known{"an Avro file", doRecords}},
		{0, "ARROW1", Known{"an Arrow file", doRecords}},
		{0, "ORC", Known{"an ORC file", doRecords}},
		{0, "\x89HDF\r\n", Known{"an HDF5 file", doRecords}},
		{0, "\x93NUMPY", Known{"a NumPy array", doRecords}},
		{0, "\x7fELF", Known{"a program", doNothing}},
		{0, "MZ\x90\x00", Known{"a program", doNothing}},
		{0, "\x00asm", Known{"a program", doNothing}},
	}
}

// zipKind tells what the zip archive is whose first bytes are b.
func zipKind(b []byte) Known {
	names := map[string]Known{
		"[Content_Types].xml": {"a Microsoft Office document", doText},
		"application/epub":    {"an EPUB book", doText},
		"application/vnd.oas": {"an OpenDocument file", doText},
		"datapackage.json":    {"a WACZ web archive", "unpack it and give the WARC files in it"},
		"archive/":            {"a WACZ web archive", "unpack it and give the WARC files in it"},
	}
	for _, name := range []string{"[Content_Types].xml", "application/epub", "application/vnd.oas", "datapackage.json", "archive/"} {
		if bytes.Contains(b[:min(len(b), 512)], []byte(name)) {
			return names[name]
		}
	}
	return Known{"a zip archive", doUnpack}
}

// xmlKind tells what an XML document is by its root element. HTML is none.
func xmlKind(h *Head) (Known, bool) {
	const convert = "convert its items to JSON Lines"
	switch h.Root.Name {
	case "RDF":
		return Known{"an RDF document that is no feed", convert}, true
	case "svg":
		return Known{"an SVG image", doNothing}, true
	case "TEI", "TEI.2", "teiCorpus":
		return Known{"a TEI document", doText}, true
	case "mediawiki":
		return Known{"a MediaWiki export", doRecords}, true
	}
	if IsHTML(h) {
		return Known{}, false
	}
	return Known{"an XML document with the root element <" + h.Root.Name + ">", convert}, true
}

// IsHTML reports whether the content is an HTML page or a part of one.
func IsHTML(h *Head) bool {
	head := bytes.ToLower(h.Text[:min(len(h.Text), 1024)])
	if bytes.HasPrefix(head, []byte("<!doctype html")) {
		return true
	}
	name := strings.ToLower(h.Root.Name)
	switch name {
	case "":
		return len(h.Text) > 0 && h.Text[0] == '<' && !bytes.HasPrefix(head, []byte("<?xml"))
	case "html", "head", "body", "title", "meta", "link", "script", "style", "base", "noscript", "template",
		"article", "main", "section", "header", "footer", "nav", "aside", "div", "span", "p", "a", "b", "i", "em", "strong",
		"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "tbody", "pre",
		"blockquote", "figure", "img", "iframe", "form", "center", "font", "br", "hr", "frameset", "time", "address", "details":
		return true
	}
	return bytes.Contains(head, []byte("<html"))
}

// textKind tells the formats that are text and neither JSON nor XML.
func textKind(h *Head) (Known, bool) {
	first, _, _ := bytes.Cut(h.Text, []byte("\n"))
	line := string(bytes.TrimRight(first[:min(len(first), 400)], "\r"))
	if Declares(h) {
		return Known{"a list of owners or of sellers of advertisements", "it holds no articles: name it under [owners] in the settings"}, true
	}
	if strings.HasPrefix(line, "ZCZC") {
		return Known{"a wire message that begins with ZCZC", "convert it to JSON Lines"}, true
	}
	return Known{}, false
}

// declaration matches a line of ads.txt or trust.txt: a variable, or a seller of advertisements.
var declaration = regexp.MustCompile(`(?im)^\W*(?:(?:ownerdomain|managerdomain|subdomain|inventorypartnerdomain|belongto|control|controlledby|member|vendor|customer|social|contact|disclosure|datatrainingallowed)\s*=|[\w.-]+\.[\w-]+\s*,[^,\n]*,\s*(?:direct|reseller)\b)`)

// Declares reports whether a file is an ads.txt or a trust.txt of a site.
func Declares(h *Head) bool {
	name := strings.ToLower(h.Name)
	site, ok := strings.CutSuffix(name, "trust.txt")
	if !ok {
		site, ok = strings.CutSuffix(name, "ads.txt")
	}
	if last, _ := utf8.DecodeLastRuneInString(site); !ok || site != "" && unicode.IsLetter(last) {
		return false // "threads.txt" is a text
	}
	return declaration.Match(h.Text)
}

package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/wiretrace/wiretrace/ingest/charset"
)

const (
	// maxParts bounds the parts of a message, maxDepth their nesting.
	maxParts = 200
	maxDepth = 8
)

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

var (
	errParts = errors.New("the message has too many parts")
	errPart  = errors.New("the message is not complete: it ends within a part")
	// errBase64 is also returned for a message that ends within its base64.
	errBase64 = errors.New("the message is not complete, or it is no base64 as it says")
)

// A walker collects the texts of a message.
type walker struct {
	plain, html string
	attached    int // parts that are not read
	parts       int
}

// walk reads a part, or the message itself, with its headers. choice says that
// the part is one of several forms of the same text, or of a page and what is
// within it.
func (w *walker) walk(head textproto.MIMEHeader, body io.Reader, depth int, choice bool) error {
	if w.parts++; w.parts > maxParts || depth > maxDepth {
		return errParts
	}
	kind, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil && kind == "" {
		kind = "text/plain"
	}
	disposition, _, _ := strings.Cut(head.Get("Content-Disposition"), ";")
	attachment := strings.EqualFold(strings.TrimSpace(disposition), "attachment")
	switch {
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		return w.multipart(multipart.NewReader(body, params["boundary"]), depth, kind == "multipart/alternative" || kind == "multipart/related")
	case attachment || kind != "text/plain" && kind != "text/html" && kind != "message/rfc822":
		w.attached++
		return nil
	}
	data, err := decode(head, body)
	if err != nil {
		return err
	}
	if kind == "message/rfc822" {
		return w.forwarded(data, depth)
	}
	text := toUTF8(data, params["charset"])
	if kind == "text/html" {
		w.html = join(w.html, text, choice)
		return nil
	}
	if strings.EqualFold(params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
	}
	w.plain = join(w.plain, text, choice)
	return nil
}

// join joins the texts of two parts. Mail programs cut a text at each picture
// within it. Of forms of the same text the first one stays, and a part that
// begins with a line of signs is what a mailing list or a signature adds.
func join(a, b string, choice bool) string {
	b = strings.ReplaceAll(b, "\r\n", "\n")
	line, _, _ := strings.Cut(strings.TrimLeft(b, "\n"), "\n")
	switch {
	case strings.TrimSpace(a) == "":
		return b
	case choice || strings.TrimSpace(b) == "" || onlySigns.MatchString(line):
		return a
	}
	return strings.TrimRight(a, "\r\n") + "\n\n" + b
}

func (w *walker) multipart(r *multipart.Reader, depth int, choice bool) error {
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = w.walk(part.Header, part, depth+1, choice)
		}
		switch {
		case err == nil:
		case strings.TrimSpace(w.plain) != "" || strings.TrimSpace(w.html) != "":
			w.attached++
			return nil // the text is whole, an attachment is not
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return errPart
		default:
			return err
		}
	}
}

// forwarded reads a message within the message.
func (w *walker) forwarded(data []byte, depth int) error {
	if m, err := mail.ReadMessage(bytes.NewReader(data)); err == nil {
		return w.walk(textproto.MIMEHeader(m.Header), m.Body, depth+1, false)
	}
	w.attached++ // it is not what it says
	return nil
}

// decode returns the content of a part without its transfer encoding.
func decode(head textproto.MIMEHeader, body io.Reader) ([]byte, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	switch strings.ToLower(strings.TrimSpace(head.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return unquotePrintable(data), nil
	case "base64":
		return unbase64(data)
	}
	return data, nil
}

// unbase64 decodes base64 up to the first line of anything else, since mailing lists append their footers as
// plain text. Padding may also be in the middle, where two texts were joined.
func unbase64(data []byte) (out []byte, err error) {
	var code []byte
	flush := func() {
		part := make([]byte, base64.RawStdEncoding.DecodedLen(len(code)))
		n, fault := base64.RawStdEncoding.Decode(part, code)
		out, code = append(out, part[:n]...), code[:0]
		if fault != nil {
			err = errBase64
		}
	}
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(bytes.Trim(line, base64Letters)) > 0 {
			break
		}
		for _, c := range line {
			switch {
			case c != '=':
				code = append(code, c)
			case len(code) > 0:
				flush()
			}
		}
	}
	cut := len(code)%4 > 0
	if flush(); cut || len(out) == 0 && len(bytes.TrimSpace(data)) > 0 {
		err = errBase64
	}
	return out, err
}

// unquotePrintable decodes quoted-printable. What is none stays as it is.
func unquotePrintable(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for line := range bytes.Lines(data) {
		text := bytes.TrimRight(line, " \t\r\n")
		soft := bytes.HasSuffix(text, []byte("="))
		text = bytes.TrimSuffix(text, []byte("="))
		for i := 0; i < len(text); i++ {
			if text[i] == '=' && i+2 < len(text) {
				if c, err := hex.DecodeString(string(text[i+1 : i+3])); err == nil {
					out = append(out, c...)
					i += 2
					continue
				}
			}
			out = append(out, text[i])
		}
		if !soft && bytes.HasSuffix(line, []byte("\n")) {
			out = append(out, '\n')
		}
	}
	return out
}

// toUTF8 returns a text that was sent with a charset, which may be empty or
// wrong.
func toUTF8(data []byte, name string) string {
	escaped := strings.HasPrefix(strings.ToLower(name), "iso-2022") // written in ASCII
	if e, err := htmlindex.Get(name); err == nil && (escaped || !utf8.Valid(data)) {
		if out, err := e.NewDecoder().Bytes(data); err == nil && !strings.EqualFold(name, "utf-8") {
			return string(out)
		}
	}
	return string(charset.Decode(data))
}

// unflow joins the lines of a text in the format "flowed" (RFC 3676): a line
// that ends with a space goes on in the next. With delsp that space is not a
// part of the text.
func unflow(text string, delsp bool) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimPrefix(line, " ") // put before lines that begin with a space, > or From
		if line != "-- " && strings.HasSuffix(line, " ") {
			if delsp {
				line = line[:len(line)-1]
			}
			b.WriteString(line)
			continue
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

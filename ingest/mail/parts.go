package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
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

var (
	errParts = errors.New("the message has too many parts")
	errPart  = errors.New("the message is not complete: it ends within a part")
)

// A walker collects the texts of a message.
type walker struct {
	plain, html string
	attached    int // parts that are not read
	parts       int
}

// walk reads a part, or the message itself, with its headers.
func (w *walker) walk(head textproto.MIMEHeader, body io.Reader, depth int) error {
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
		return w.multipart(multipart.NewReader(body, params["boundary"]), depth)
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
		w.html = first(w.html, text)
		return nil
	}
	if strings.EqualFold(params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
	}
	w.plain = first(w.plain, text)
	return nil
}

// first returns a unless it is blank: the first text of a message is its own,
// the others belong to signatures and attachments.
func first(a, b string) string {
	if strings.TrimSpace(a) != "" {
		return a
	}
	return b
}

func (w *walker) multipart(r *multipart.Reader, depth int) error {
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = w.walk(part.Header, part, depth+1)
		}
		switch {
		case err == nil:
		case errors.Is(err, errParts):
			return err
		case w.plain != "" || w.html != "":
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
		return w.walk(textproto.MIMEHeader(m.Header), m.Body, depth+1)
	}
	w.attached++ // it is not what it says
	return nil
}

// decode returns the content of a part without its transfer encoding.
func decode(head textproto.MIMEHeader, body io.Reader) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(head.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	return io.ReadAll(body)
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

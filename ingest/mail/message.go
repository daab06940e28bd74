package mail

import (
	"bytes"
	"encoding/json"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/anpa"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// message makes an item of one message. at says where it begins.
func message(data []byte, at item.Fault) *format.Item {
	if !bytes.Contains(data, []byte("\n\n")) && !bytes.Contains(data, []byte("\n\r\n")) {
		at.Reason = "the message is not complete: it ends within its headers"
		return at.Format()
	}
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		at.Reason = "the headers of the message cannot be read: " + err.Error()
		return at.Format()
	}
	w := &walker{}
	if err := w.walk(textproto.MIMEHeader(m.Header), m.Body, 0, false); err != nil {
		at.Reason = err.Error()
		return at.Format()
	}
	if address := m.Header.Get("Snapshot-Content-Location"); address != "" && w.html != "" {
		return savedPage(w.html, address, m.Header, at)
	}
	it := &item.Item{Line: at.Line, Offset: at.Offset}
	readHeaders(it, m.Header)
	if w.attached > 0 {
		it.AddNote("attachments", "not read")
	}
	if object := record(it, w.plain); object != nil {
		return &format.Item{Line: at.Line, Offset: at.Offset, Record: it.ID, Object: object}
	}
	if useHTML(w) {
		it.Body, it.HTML = w.html, true
	} else {
		readText(it, w.plain)
	}
	return it.Format()
}

// savedPage makes an item of a page that a browser saved as MHTML. The date of
// such a message is when it was saved.
func savedPage(page, address string, h mail.Header, at item.Fault) *format.Item {
	out := &format.Item{Line: at.Line, Offset: at.Offset, Page: []byte(page)}
	out.Article.URL = strings.TrimSpace(charsetOf(address))
	out.Article.Fetched = article.ParseTime(date(h.Get("Date")), "field")
	return out
}

// useHTML reports whether the HTML part has the text: the plain one is missing
// or is a remark for programs that show no HTML.
func useHTML(w *walker) bool {
	return len(item.Squeeze(item.StripTags(w.html))) > 2*len(item.Squeeze(w.plain))
}

// readHeaders takes over what the headers say.
func readHeaders(it *item.Item, h mail.Header) {
	if id := strings.Trim(strings.TrimSpace(h.Get("Message-Id")), "<>"); strings.Contains(id, "@") {
		it.ID = "mid:" + charsetOf(id)
	}
	if id := strings.Trim(strings.TrimSpace(h.Get("Supersedes")), "<>"); id != "" {
		it.AddLink("replaces", "mid:"+id)
	}
	it.Title = subject(it, decodeWords(h.Get("Subject")))
	it.Published, it.Fetched = date(h.Get("Date")), received(h)
	it.Lang = charsetOf(h.Get("Content-Language"))
	readSender(it, h)
	for _, name := range []string{"Organization", "Keywords", "List-Id"} {
		it.AddNote(strings.ToLower(name), decodeWords(h.Get(name)))
	}
}

// readSender takes the domain of the sender for the outlet.
func readSender(it *item.Item, h mail.Header) {
	from := decodeWords(h.Get("From"))
	it.AddNote("sender", from)
	address := h.Get("From")
	if p, err := mail.ParseAddress(address); err == nil {
		address = p.Address
	}
	_, domain, ok := strings.Cut(strings.Trim(strings.TrimSpace(address), "<> "), "@")
	if domain = strings.ToLower(domain); ok && !strings.ContainsAny(domain, " \t<>@,;\"") && strings.Contains(domain, ".") && !anyone(domain) {
		it.Source = charsetOf(domain)
	}
}

// anyone reports whether anyone may have an address with that domain, so that
// it says nothing of the outlet.
func anyone(domain string) bool {
	switch domain {
	case "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "aol.com",
		"icloud.com", "me.com", "mac.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de",
		"proton.me", "protonmail.com", "posteo.de", "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "sina.com",
		"orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "libero.it", "seznam.cz", "wp.pl", "o2.pl", "naver.com", "zoho.com":
		return true
	}
	return false
}

// received returns when the last server got the message: the end of the first
// header Received, since servers put theirs before the others.
func received(h mail.Header) string {
	for _, v := range h["Received"] {
		if i := strings.LastIndexByte(v, ';'); i >= 0 {
			return date(v[i+1:])
		}
	}
	return ""
}

// date returns a date without the name of its zone in brackets.
func date(v string) string {
	v, _, _ = strings.Cut(v, "(")
	return item.Squeeze(charsetOf(v))
}

// charsetOf returns a header that is no UTF-8 as that.
func charsetOf(v string) string { return string(charset.Decode([]byte(v))) }

var (
	encodedWord = regexp.MustCompile(`=\?([^?\s]{1,40})\?([BbQq])\?([^?]*)\?=`)
	betweenOnes = regexp.MustCompile(`(=\?[^?\s]{1,40}\?[BbQq]\?[^?]*\?=)\s+(=\?)`)
)

// decodeWords returns a header with its encoded words (RFC 2047) as text. It
// also decodes words with letters that ought to have been encoded.
func decodeWords(v string) string {
	for betweenOnes.MatchString(v) { // blanks between words are none of the text
		v = betweenOnes.ReplaceAllString(v, "$1$2")
	}
	v = encodedWord.ReplaceAllStringFunc(v, func(word string) string {
		m := encodedWord.FindStringSubmatch(word)
		name, _, _ := strings.Cut(m[1], "*") // a language may follow
		head := textproto.MIMEHeader{"Content-Transfer-Encoding": {"base64"}}
		text := m[3]
		if strings.EqualFold(m[2], "q") {
			head.Set("Content-Transfer-Encoding", "quoted-printable")
			text = strings.ReplaceAll(text, "_", "=20")
		}
		data, err := decode(head, strings.NewReader(text))
		if err != nil {
			return word
		}
		return toUTF8(data, name)
	})
	return item.Squeeze(charsetOf(v))
}

var (
	forwardMark = regexp.MustCompile(`(?i)^(?:(?:fwd?|wg|tr|rv|i|re|aw|sv|vs|vb)\s*(?:\[\d+\])?:\s*)+`)
	killMark    = subjectMark("KILL|WITHDRAWAL|WITHDRAWN|ELIMINATION|ANNULATION|STORNO")
	fixMark     = subjectMark("CORRECTION|CORRECTED|CORRECTIVE|BERICHTIGUNG|KORREKTUR|RECTIFICATIF|CORRECCIÓN|CORREÇÃO")
)

// subjectMark returns an expression for subjects that begin with one of the words, in capitals, before a
// colon or dash. Only words that wires use with such marks may be next to it, so that a headline in
// capitals does not match.
func subjectMark(words string) *regexp.Regexp {
	return regexp.MustCompile(`^[\[(*\s]*(?:(?:MANDATORY|STORY|PHOTO|URGENT|ADVISORY|BULLETIN|NEWS|EIL|EILT|ACHTUNG|AVIS|\d(?:ST|ND|RD|TH))[ /-]+)*(?:` + words + `)` +
		`(?:[ /-]+(?:NOTICE|ADVISORY|STORY|PHOTO|NEWS|\d{1,3}))*(?:[\])*]|\s*[:–—]|\s*-\s)`)
}

// subject returns the subject without marks of forwarding. Words in capitals
// before a colon or dash say that an earlier story is withdrawn or corrected.
func subject(it *item.Item, s string) string {
	s = forwardMark.ReplaceAllString(s, "")
	switch {
	case killMark.MatchString(s):
		it.Status = article.StatusCancelled
	case fixMark.MatchString(s):
		it.Status = article.StatusCorrected
	}
	readEmbargo(it, s)
	return s
}

// record returns a text that is one JSON object as a record, with what the
// headers say and the object does not; nil for other texts.
func record(it *item.Item, text string) []byte {
	text = strings.NewReplacer("\r", "", "\n", " ").Replace(strings.TrimSpace(text)) // mail programs break lines within strings too
	var fields map[string]json.RawMessage
	if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &fields) != nil {
		return nil
	}
	status := ""
	if it.Status != article.StatusUsable {
		status = it.Status.String()
	}
	has := map[string]bool{}
	for name := range fields {
		has[strings.ToLower(name)] = true
	}
	for _, f := range []item.Note{
		{Name: "id", Value: it.ID},
		{Name: "source", Value: it.Source},
		{Name: "published", Value: it.Published},
		{Name: "fetched", Value: it.Fetched},
		{Name: "status", Value: status},
		{Name: "embargoed", Value: it.Embargo},
	} {
		if f.Value != "" && !has[f.Name] {
			fields[f.Name], _ = json.Marshal(f.Value) // a string is never refused
		}
	}
	out, err := json.Marshal(fields)
	if err != nil {
		return nil
	}
	return out
}

// readText reads a plain text: the header of a wire, if it has one, the lines
// before the story and those after it.
func readText(it *item.Item, text string) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text, signature := cutSignature(text)
	it.AddNote("signature", item.Clip(signature, 1000))
	title := it.Title
	if anpa.ReadPlain(it, text) {
		it.AddNote("subject", title)
	} else {
		it.Body = readLead(it, item.Unwrap(text))
	}
	it.Body = cutTail(it, it.Body)
}

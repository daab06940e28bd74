package anpa

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// readANPA reads a message of ANPA 1312. A line of the text that begins with ^
// is shown by itself: the headline, notes to editors, bylines. A line ends with
// < or, if it is centred, with =. A paragraph begins with blanks.
func readANPA(it *item.Item, header, text, trailer string) {
	lines := strings.Split(header, "\n")
	service, _, _ := strings.Cut(lines[0], string(rune(us)))
	it.AddNote("transmission", clean(service))
	if len(lines) > 1 {
		keyword := anpaKeyword(lines[1])
		it.AddNote("keyword", keyword)
		it.Status = status(keyword)
	}
	p := anpaText{it: it}
	all := strings.Split(clean(text), "\n")
	slug := strings.Trim(strings.TrimSpace(all[0]), "^<=")
	it.AddNote("slug", slug)
	for _, line := range all[1:] {
		p.line(line)
	}
	it.Body = strings.Join(p.paragraphs, "\n\n")
	if it.Title == "" {
		it.Title = slug
	}
	anpaTrailer(it, clean(trailer))
}

// anpaKeyword returns the words of the second line of the header: after two
// letters for priority and category and two control characters.
func anpaKeyword(line string) string {
	if i := strings.LastIndexAny(line, "\x11\x12\x13\x14"); i >= 0 {
		line = line[i+1:]
	}
	return item.Squeeze(clean(line))
}

// status returns what the words that mark a version say of it.
func status(keyword string) article.Status {
	for _, w := range strings.FieldsFunc(strings.ToLower(keyword), func(c rune) bool { return c < 'a' || c > 'z' }) {
		switch w {
		case "kill", "elimination", "withdrawal", "annulation", "storno":
			return article.StatusCancelled
		case "correction", "corrective", "berichtigung":
			return article.StatusCorrected
		}
	}
	return article.StatusUsable
}

// anpaText collects the paragraphs of a text.
type anpaText struct {
	it         *item.Item
	paragraphs []string
	open       bool // the last paragraph may go on
	byline     bool // the last line was a byline
}

func (p *anpaText) line(line string) {
	shown := strings.HasPrefix(line, "^")
	words := item.Squeeze(strings.TrimPrefix(line, "^"))
	ended := strings.HasSuffix(words, "<") || strings.HasSuffix(words, "=")
	words = strings.TrimSpace(strings.TrimRight(words, "<="))
	switch {
	case words == "":
		p.open = false
		return
	case shown && len(p.paragraphs) == 0:
		p.display(words)
	case !shown && p.open && !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "  "):
		p.paragraphs[len(p.paragraphs)-1] += " " + words
		p.open = !ended
	default:
		p.paragraphs = append(p.paragraphs, words)
		p.open = !ended
	}
}

// display reads a line that is shown by itself before the text.
func (p *anpaText) display(words string) {
	wasByline := p.byline
	p.byline = false
	switch {
	case strings.HasPrefix(words, "Eds:"), strings.HasPrefix(words, "EDITOR"), strings.HasPrefix(words, "EDS:"):
		p.it.AddNote("ednote", words)
	case IsByline(words):
		p.it.Byline, p.byline = words, true
	case wasByline && len(words) < 60:
		p.it.Byline += ", " + words
	case p.it.Title == "":
		p.it.Title = words
	default:
		p.it.AddNote("display", words)
	}
}

// anpaTrailer reads the agency and the time of the end: AP-WF-08-29-16 1626GMT.
func anpaTrailer(it *item.Item, trailer string) {
	m := regexp.MustCompile(`\b([A-Z]{2,8})(?:-[A-Z]{2,4})?-(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d) ?([A-Z]{3,4})`).FindStringSubmatch(trailer)
	if m == nil {
		return
	}
	it.Source = m[1]
	it.Published = fmt.Sprintf("20%s-%s-%s %s:%s %s", m[4], m[2], m[3], m[5], m[6], m[7])
}

// readIPTC reads a message of IPTC 7901: a header with the agency's service,
// the number, the priority, the category and the number of words; then keywords;
// then the headline, which ends with =, and the text.
func readIPTC(it *item.Item, header, text, trailer string) {
	first, keyword, _ := strings.Cut(strings.TrimLeft(header, "\r\n"), "\n")
	fields := strings.Fields(clean(first))
	for i := len(fields) - 1; i > 0 && it.Source == ""; i-- {
		if strings.IndexFunc(fields[i], isDigit) < 0 {
			it.Source = fields[i]
		}
	}
	it.AddNote("transmission", strings.Join(fields, " "))
	it.AddNote("keyword", clean(keyword))
	lines := strings.Split(clean(text), "\n")
	it.Status = status(keyword)
	body := iptcHead(it, lines)
	for i, line := range body {
		// The notes for editors begin with a heading as in Markdown.
		if strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "## ") {
			it.AddNote("ednote", item.Clip(item.Squeeze(strings.Join(body[i:], " ")), 1000))
			body = body[:i]
			break
		}
	}
	it.Body = item.Unwrap(strings.Join(body, "\n"))
	iptcTrailer(it, clean(trailer))
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

// iptcHead reads the headline and byline, and returns the lines after them. A
// line in capitals marks the version: "1ST LEAD".
func iptcHead(it *item.Item, lines []string) []string {
	for i, line := range lines {
		words := item.Squeeze(line)
		ended := strings.HasSuffix(words, "=")
		words = strings.TrimSpace(strings.TrimRight(words, "="))
		switch {
		case words == "" && it.Title != "":
			return lines[i:]
		case words == "":
		case IsByline(words):
			it.Byline = words
		case it.Title == "" && !ended && strings.ToUpper(words) == words && strings.ToLower(words) != words:
			it.AddNote("display", words)
			if s := status(words); s != article.StatusUsable {
				it.Status = s
			}
		default:
			it.Title = item.Squeeze(it.Title + " " + words)
		}
		if ended {
			return lines[i+1:]
		}
	}
	return nil
}

// iptcTrailer reads the time of the end: 131137 GMT Nov 13, which is a day, an
// hour, a zone, a month and a year.
func iptcTrailer(it *item.Item, trailer string) {
	m := regexp.MustCompile(`(\d\d)(\d\d)(\d\d) ([A-Za-z]{1,5}) ([A-Za-z]{3}) (\d\d)\b`).FindStringSubmatch(trailer)
	if m != nil {
		it.Published = fmt.Sprintf("%s %s 20%s %s:%s %s", m[1], m[5], m[6], m[2], m[3], m[4])
	}
}

var (
	// plainHeader is the first line of a message: service and number, priority,
	// category, number of words, agency and the like.
	plainHeader = regexp.MustCompile(`^[A-Za-z]{2,4}\d{2,4} +\d +[A-Za-z]{1,3} +\d{1,5}( +\S+){0,4} *$`)
	plainEnd    = regexp.MustCompile(`^\d{6} [A-Za-z]{1,5} [A-Za-z]{3} \d\d$`)
)

// ReadPlain reads a message of IPTC 7901 that has lost its control characters,
// as agencies send it by e-mail: its header, keywords, headline, text, and the
// time at its end. It reports whether the text is one and fills in it if so.
func ReadPlain(it *item.Item, text string) bool {
	lines := strings.Split(strings.TrimLeft(text, "\n \t"), "\n")
	if !plainHeader.MatchString(lines[0]) {
		return false
	}
	head := lines[0]
	lines = lines[1:]
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	if len(lines) > 0 && strings.HasSuffix(strings.TrimSpace(lines[0]), "/") { // keywords: Harbor/strike/
		head += "\n" + lines[0]
		lines = lines[1:]
	}
	trailer := ""
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-5; i-- {
		if line := strings.TrimSpace(lines[i]); plainEnd.MatchString(line) {
			trailer, lines = line, lines[:i]
			break
		}
	}
	subject := it.Title
	it.Title = ""
	readIPTC(it, head, strings.Join(lines, "\n"), trailer)
	if it.Title == "" {
		it.Title = subject
	}
	return true
}

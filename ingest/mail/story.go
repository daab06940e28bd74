package mail

import (
	"regexp"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/anpa"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// cutSignature parts a text at the line "-- ", which stands before signatures.
func cutSignature(text string) (body, signature string) {
	for _, mark := range []string{"\n-- \n", "\n--\n"} {
		if i := strings.LastIndex(text+"\n", mark); i >= 0 && strings.TrimSpace(text[:i]) != "" {
			return text[:i], strings.TrimSpace(text[min(i+len(mark), len(text)):])
		}
	}
	return text, ""
}

var (
	embargoMark = regexp.MustCompile(`(?i)^\W*(?:strict(?:ly)? |strenge? |sous |bajo |sob |sotto |onder |under )?(?:embargo(?:ed)?|embargado|sperrfrist|sperrefrist)\b`)
	digits      = regexp.MustCompile(`\d`)
)

// readEmbargo takes the embargo out of a line such as "EMBARGOED until 6 May
// 2024 00:01 GMT" and reports whether the line is one.
func readEmbargo(it *item.Item, line string) bool {
	m := embargoMark.FindString(line)
	if m == "" || len(line) > 200 {
		return false
	}
	rest := line[len(m):]
	if at := digits.FindStringIndex(rest); at != nil {
		rest = strings.TrimRight(rest[at[0]:], " .*-–—!)]")
		if article.ParseTime(rest, "field").Known() {
			it.Embargo = rest
		}
	}
	return true
}

// readLead reads the lines before a story and returns what follows: the
// headline again, an embargo, a byline.
func readLead(it *item.Item, text string) string {
	for range 6 {
		text = strings.TrimLeft(text, "\n ")
		line, rest, _ := strings.Cut(text, "\n")
		words := item.Squeeze(line)
		switch {
		case strings.TrimSpace(rest) == "":
			return text
		case words == it.Title:
		case readEmbargo(it, words):
			it.AddNote("embargo_line", words)
		case it.Byline == "" && anpa.IsByline(words):
			it.Byline = words
		default:
			return text
		}
		text = rest
	}
	return text
}

const (
	maxCopyright = 400  // characters of a copyright line
	maxNotice    = 3000 // bytes of a notice about confidentiality
)

var (
	copyrightLine = regexp.MustCompile(`(?i)^\W*(?:©|\(c\)|copyright\b[^.]{0,30}(?:©|\(c\)|\d{4}))|` +
		`(?:all rights reserved|alle rechte vorbehalten|tous droits (?:de reproduction )?réservés|todos los derechos reservados|todos os direitos reservados|` +
		`tutti i diritti riservati|alle rechten voorbehouden|все права защищены|wszelkie prawa zastrzeżone|tüm hakları saklıdır|無断転載|版权所有|版權所有|جميع الحقوق محفوظة)`)
	noticeMail = regexp.MustCompile(`(?i)\b(?:this|diese|ce|cet|cette|este|esta|questo|questa|dit|deze|denne|detta)\b[^.]{0,40}` +
		`(?:e-?mail|message|nachricht|courriel|correo|mensaje|messaggio|mensagem|bericht|melding|meddelande)`)
	noticeReader = regexp.MustCompile(`(?i)recipient|addressee|intended (?:only )?for|in error|empfänger|adressat|irrtümlich|destinat[aá]|par erreur|por error|per errore|geadresseerde|mottak|mottag`)
	onlySigns    = regexp.MustCompile(`^[\s*_=~#-]+$`)
)

// cutTail takes the copyright line and notices about confidentiality off the
// end of a text. The copyright line names the agency: it is the credit if there
// is no other.
func cutTail(it *item.Item, text string) string {
	for {
		text = strings.TrimRight(text, " \t\n")
		i := strings.LastIndexByte(text, '\n')
		last := strings.TrimSpace(text[i+1:])
		switch {
		case i < 0:
			return text
		case onlySigns.MatchString(last):
		case len(last) <= maxCopyright && copyrightLine.MatchString(last):
			it.AddNote("copyright_notice", last)
			if it.Credit == "" {
				it.Credit = last
			}
		case len(last) <= maxNotice && noticeMail.MatchString(last) && noticeReader.MatchString(last):
		default:
			return text
		}
		text = text[:i]
	}
}

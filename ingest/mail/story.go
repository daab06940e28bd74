package mail

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/anpa"
	"github.com/wiretrace/wiretrace/ingest/item"
)

const (
	maxSignature = 2000 // bytes, notices about confidentiality apart
	maxProse     = 15   // words of a sentence in a signature
)

// cutSignature splits a text at the line "-- ", which precedes signatures. Such a line may also separate the
// parts of a story: what follows it is a signature only if it is short and not prose.
func cutSignature(text string) (body, signature string) {
	for _, mark := range []string{"\n-- \n", "\n--\n"} {
		i := strings.LastIndex(text+"\n", mark)
		if i < 0 || strings.TrimSpace(text[:i]) == "" {
			continue
		}
		if after := text[min(i+len(mark), len(text)):]; isSignature(after) {
			return text[:i], strings.TrimSpace(after)
		}
	}
	return text, ""
}

// isSignature reports whether a text consists of names, addresses and notices.
func isSignature(text string) bool {
	size := 0
	for block := range strings.SplitSeq(text, "\n\n") {
		switch words := item.Squeeze(block); {
		case len(words) <= maxNotice && isNotice(words):
		case proseWords(words) > maxProse:
			return false
		default:
			size += len(words)
		}
	}
	return size <= maxSignature
}

// proseWords counts the words that do not begin with a capital or a digit. In
// scripts without capitals and blanks, three characters count as one word.
func proseWords(s string) (n int) {
	caseless := 0
	for w := range strings.FieldsSeq(s) {
		switch r, _ := utf8.DecodeRuneInString(w); {
		case unicode.IsLower(r) && !strings.ContainsAny(w, "@/"):
			n++
		case unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r):
			caseless += max(utf8.RuneCountInString(w), 3)
		}
	}
	return n + caseless/3
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
		case len(last) <= maxNotice && isNotice(last):
		default:
			return text
		}
		text = text[:i]
	}
}

// isNotice reports whether a line is a notice about the recipients of the message.
func isNotice(line string) bool {
	return noticeMail.MatchString(line) && noticeReader.MatchString(line)
}

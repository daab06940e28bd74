package xmltree

import (
	"bytes"
	"io"
	"strings"
)

// maxTagAttrs is how many attributes of a tag the tokenizer gets. It keeps the name and place of each, 100 bytes and more
// where the file spends 4. Readers look at the first [maxAttrs].
const maxTagAttrs = 1000

// Where an attributeLimit is in the file.
const (
	inText = iota
	inOpen // behind "<"
	inEndOpen
	inDeclaration // behind "<!"
	inComment
	inCDATA
	inBogus // what begins with "<!" or "<?" and ends with the next ">"
	inTagName
	inTag    // between attributes
	inName   // of an attribute
	inEquals // behind "="
	inValue  // without quotes
	inQuotes
)

// An attributeLimit reads a file and gives blanks for what follows the first attributes of a tag, so that offsets and lines
// stay. It takes tags apart as the tokenizer does.
type attributeLimit struct {
	r     io.Reader
	most  int // attributes of a tag
	at    int
	attrs int    // of the tag
	named bool   // an attribute has a name and no value yet
	quote byte   // that ends the value
	begin []byte // of a declaration
	run   int    // of "-" or "]" up to here
}

func (l *attributeLimit) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i := 0; i < n; i++ {
		if l.at == inText {
			next := bytes.IndexByte(p[i:n], '<')
			if next < 0 {
				break
			}
			i += next
		}
		inside := l.at >= inTag
		l.step(p[i])
		if inside && l.attrs > l.most && p[i] != '\n' && l.at >= inTag && (p[i] != '/' || l.at >= inEquals) {
			p[i] = ' '
		}
	}
	return n, err
}

// step takes the next byte.
func (l *attributeLimit) step(c byte) {
	switch l.at {
	case inText:
		l.at = inOpen
	case inOpen, inEndOpen:
		l.open(c)
	case inDeclaration:
		l.declaration(c)
	case inComment:
		l.until(c, '-')
	case inCDATA:
		l.until(c, ']')
	case inBogus:
		if c == '>' {
			l.at = inText
		}
	case inQuotes:
		if c == l.quote {
			l.at = inTag
		}
	default:
		l.tag(c)
	}
}

// open takes what follows "<" or "</".
func (l *attributeLimit) open(c byte) {
	switch {
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		l.at, l.attrs, l.named = inTagName, 0, false
	case l.at == inOpen && c == '/':
		l.at = inEndOpen
	case l.at == inOpen && c == '!':
		l.at, l.begin = inDeclaration, l.begin[:0]
	case l.at == inOpen && c == '<': // the one before was a text
	case l.at == inOpen && c != '?', c == '>':
		l.at = inText
	default:
		l.at = inBogus
	}
}

// declaration takes what follows "<!".
func (l *attributeLimit) declaration(c byte) {
	l.begin = append(l.begin, c)
	switch {
	case string(l.begin) == "--":
		l.at, l.run = inComment, 2
	case string(l.begin) == "[CDATA[":
		l.at, l.run = inCDATA, 0
	case c == '>':
		l.at = inText
	case !begins("--", l.begin) && !begins("[CDATA[", l.begin):
		l.at = inBogus
	}
}

func begins(s string, with []byte) bool { return strings.HasPrefix(s, string(with)) }

// until looks for the end of a comment or of a CDATA section: two marks and ">", in a comment also with "!" between them.
func (l *attributeLimit) until(c, mark byte) {
	switch {
	case c == mark:
		l.run++
	case c == '>' && l.run >= 2:
		l.at = inText
	case c == '!' && mark == '-' && l.run >= 2:
	default:
		l.run = 0
	}
}

// tag takes a byte of a tag that is not in quotes.
func (l *attributeLimit) tag(c byte) {
	space := c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'
	switch {
	case c == '>':
		l.at = inText
	case l.at == inEquals && space:
	case l.at == inEquals && (c == '"' || c == '\''):
		l.at, l.quote = inQuotes, c
	case l.at == inEquals && c != '/':
		l.at = inValue
	case l.at == inValue:
		if space {
			l.at = inTag
		}
	case space:
		l.at = inTag
	case c == '/':
		l.at, l.named = inTag, false
	case c == '=' && l.named:
		l.at, l.named = inEquals, false
	case l.at == inTag:
		l.at, l.named = inName, true
		l.attrs++
	}
}

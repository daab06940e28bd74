package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wiretrace/wiretrace/article"
)

// maxScripts is how many bytes of scripts are searched for a date.
const maxScripts = 1 << 20

// scriptClock returns the time of publication in the page's scripts: the value of the first name that is
// only used for it.
func scriptClock(doc *html.Node) (published article.Time) {
	left := maxScripts
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || n.FirstChild == nil || left <= 0 {
			continue
		}
		text := n.FirstChild.Data
		text = text[:min(len(text), left)]
		left -= len(text)
		for _, name := range [...]string{"datePublished", "publishDate", "publish_date", "publishedAt", "published_at", "publicationDate", "pubDate", "publishedDate", "publicatedate", "article_date", "datePublication", "PublicationDate", "page_date"} {
			if t := scriptDate(text, name); t.Precision >= article.PrecisionDay {
				return t
			}
		}
	}
	return article.Time{}
}

// scriptDate returns the date that follows a name in a script: "name": "date",
// name = 'date'.
func scriptDate(text, name string) article.Time {
	for range 5 {
		i := strings.Index(text, name)
		if i < 0 {
			break
		}
		text = text[i+len(name):]
		value := strings.TrimLeft(text[:min(len(text), 60)], "\\\"' \t:=,")
		if end := strings.IndexAny(value, "\\\"',;}<>\n"); end > 0 {
			value = value[:end]
		}
		if len(value) >= 8 && value[0] >= '1' && value[0] <= '9' {
			if t := article.ParseTime(value, "script"); t.Precision >= article.PrecisionDay {
				return t
			}
		}
	}
	return article.Time{}
}

package feed

import (
	"regexp"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// wordpress applies the fields of a WordPress export: such an entry is the
// whole article, and may never have been published.
func (e *entry) wordpress() {
	e.Teaser = false
	switch kind := e.post["post_type"]; kind {
	case "", "post", "page":
	default:
		e.Kind = "WordPress " + item.Clip(kind, 40)
	}
	switch e.post["status"] {
	case "", "publish", "static":
	case "trash":
		e.Status = article.StatusCancelled
	default: // draft, pending, future, private, inherit
		e.Status = article.StatusWithheld
		if e.Kind == "" && !e.HasText() {
			e.Kind = "item without text" // a draft that nobody has seen is no fact
		}
	}
	if e.post["post_password"] != "" {
		e.Status = article.StatusWithheld
	}
	if day := e.post["post_date_gmt"]; day != "" && !strings.HasPrefix(day, "0000") {
		e.Published = day + "Z"
	}
	if day := e.post["post_modified_gmt"]; day != "" && !strings.HasPrefix(day, "0000") {
		e.Updated = day + "Z"
	}
	e.AddNote("post_id", e.post["post_id"])
	if e.Body != "" {
		e.Body, e.HTML = paragraphs(shortcodes(e.Body)), true
	}
}

// paragraphs marks the paragraphs and lines of a post: WordPress does so when
// it shows the post, unless the post has paragraphs in HTML.
func paragraphs(body string) string {
	if strings.Contains(body, "<p>") || strings.Contains(body, "<p ") {
		return body
	}
	body = strings.ReplaceAll(body, "\r\n", "\n")
	var b strings.Builder
	for part := range strings.SplitSeq(body, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			b.WriteString("<p>" + strings.ReplaceAll(part, "\n", "<br>\n") + "</p>\n")
		}
	}
	return b.String()
}

// shortcodes takes out the commands of WordPress plug-ins, such as [gallery
// ids="1"], and keeps the text between them. A [caption] becomes one in
// HTML. A word in brackets without a value or an end stays.
func shortcodes(body string) string {
	if strings.IndexByte(body, '[') < 0 {
		return body
	}
	code := regexp.MustCompile(`\[(/?)([a-z][a-z0-9_-]*)((?:\s+[a-z0-9_-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s\]]+))*)\s*/?\]`)
	closed := make(map[string]bool)
	for _, m := range code.FindAllStringSubmatch(body, -1) {
		if m[1] != "" {
			closed[m[2]] = true
		}
	}
	return code.ReplaceAllStringFunc(body, func(s string) string {
		m := code.FindStringSubmatch(s)
		switch {
		case m[1] == "" && m[3] == "" && !closed[m[2]]:
			return s
		case m[2] != "caption":
			return ""
		case m[1] == "":
			return "<figure><figcaption>"
		}
		return "</figcaption></figure>"
	})
}

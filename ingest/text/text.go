// Package text reads articles that are files of text: plain text and Markdown
// with or without front matter. The name of the file is the id.
package text

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
)

// A Reader reads files of text. The name of the file decides, since any content
// could be text.
type Reader struct{}

// Name implements [format.Reader].
func (Reader) Name() string { return "text" }

// Detect implements [format.Reader]. In a folder Markdown without front matter
// and files like README are taken for documents about the folder.
func (Reader) Detect(h *format.Head) bool {
	switch h.Ext {
	case ".txt", ".text", ".md", ".markdown":
		if format.Declares(h) {
			return false
		}
		if h.Found && (isAbout(id(h.Name)) || isMarkdown(h.Ext) && !fenced(h.Text)) {
			return false
		}
		return h.Object == nil && h.Root.Name == "" && (h.Wide || !bytes.ContainsRune(h.Bytes, 0))
	}
	return false
}

// Read implements [format.Reader].
func (Reader) Read(_ context.Context, in *format.Input, yield func(*format.Item) bool) error {
	data, err := io.ReadAll(io.LimitReader(charset.NewReader(in.Body), in.MaxItem+1))
	if err != nil {
		return err
	}
	it := &format.Item{Line: 1}
	switch {
	case int64(len(data)) > in.MaxItem:
		it.Reject = fmt.Sprintf("the text is larger than %d bytes", in.MaxItem)
	case len(bytes.TrimSpace(data)) == 0:
		it.Skip = "empty text"
	default:
		it.Article = read(in.Name, string(data))
	}
	yield(it)
	return nil
}

func isMarkdown(ext string) bool { return ext == ".md" || ext == ".markdown" }

// fenced reports whether a text begins with front matter.
func fenced(text []byte) bool {
	return bytes.HasPrefix(text, []byte("---")) || bytes.HasPrefix(text, []byte("+++"))
}

// isAbout reports whether a name is one of files that describe a folder or a
// site.
func isAbout(name string) bool {
	switch strings.ToLower(name) {
	case "readme", "license", "licence", "copying", "notice", "authors", "changelog", "changes", "contributing", "citation",
		"robots", "humans", "security", "ads", "app-ads", "trust", "requirements", "manifest":
		return true
	}
	return false
}

// read makes an article of a text.
func read(name, text string) article.Article {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	a := article.Article{ID: id(name)}
	ext := format.Ext(name)
	head, body := frontMatter(text)
	for field, value := range head {
		set(&a, field, value)
	}
	if isMarkdown(ext) || len(head) > 0 {
		body = headline(&a, body)
	}
	a.Text = strings.TrimSpace(body)
	return a
}

// id returns the name of the file without folders and endings.
func id(name string) string {
	base := filepath.Base(name)
	if ext := format.Ext(name); ext != "" {
		for i := len(base) - len(ext); i > 0; i-- { // letters of other case may have other lengths
			if strings.EqualFold(base[i:i+len(ext)], ext) {
				base = base[:i]
				break
			}
		}
	}
	if !utf8.ValidString(base) {
		base = strings.ToValidUTF8(base, "\ufffd")
	}
	return base
}

// headline takes the first heading for the title and off the body, if there is
// no title and the text begins with a heading.
func headline(a *article.Article, body string) string {
	body = strings.TrimLeft(body, "\n \t")
	line, rest, _ := strings.Cut(body, "\n")
	title := strings.TrimSpace(strings.Trim(line, "# "))
	if !strings.HasPrefix(line, "# ") || title == "" || a.Title != "" && a.Title != title {
		return body
	}
	a.Title = title
	return rest
}

// frontMatter returns the part before a text between lines of "---"
// (YAML) or "+++" (TOML), and the text behind it.
func frontMatter(text string) (head map[string]string, body string) {
	for _, fence := range []string{"---", "+++"} {
		rest, ok := strings.CutPrefix(text, fence+"\n")
		if !ok {
			continue
		}
		block, body, ok := strings.Cut("\n"+rest, "\n"+fence+"\n")
		if !ok {
			continue
		}
		if fence == "+++" {
			head = tomlFields(block)
		} else {
			head = yamlFields(block)
		}
		if len(head) > 0 {
			return head, body
		}
	}
	return nil, text
}

// yamlFields reads the top level of YAML: "name: value" and lists of plain
// values, which are all that front matter has for what an article needs.
func yamlFields(block string) map[string]string {
	head := map[string]string{}
	last := ""
	for line := range strings.SplitSeq(block, "\n") {
		if item, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok && last != "" {
			head[last] = join(head[last], plain(item))
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t#\"'{[") {
			continue
		}
		last = strings.ToLower(name)
		head[last] = plain(value)
		if list := strings.TrimSpace(value); strings.HasPrefix(list, "[") && strings.HasSuffix(list, "]") {
			head[last] = ""
			for part := range strings.SplitSeq(list[1:len(list)-1], ",") {
				head[last] = join(head[last], plain(part))
			}
		}
	}
	return head
}

// plain returns a value of YAML without its quotes.
func plain(s string) string {
	s = strings.TrimSpace(s)
	for _, q := range []string{`"`, `'`} {
		if len(s) > 1 && strings.HasPrefix(s, q) && strings.HasSuffix(s, q) {
			return s[1 : len(s)-1]
		}
	}
	return s
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

func tomlFields(block string) map[string]string {
	var values map[string]any
	if err := toml.Unmarshal([]byte(block), &values); err != nil {
		return nil
	}
	head := map[string]string{}
	for name, v := range values {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				head[strings.ToLower(name)] = join(head[strings.ToLower(name)], fmt.Sprint(item))
			}
		case map[string]any:
		default:
			head[strings.ToLower(name)] = fmt.Sprint(v)
		}
	}
	return head
}

// set sets the field of an article that has a name of front matter.
func set(a *article.Article, name, value string) {
	if value == "" {
		return
	}
	switch name {
	case "id", "uuid", "guid":
		a.ID = value
	case "url", "permalink", "canonical":
		a.URL = value
	case "source", "outlet", "site", "publication", "newspaper":
		a.Source = value
	case "title", "headline":
		a.Title = value
	case "author", "authors", "byline":
		a.Byline = value
	case "credit", "agency":
		a.Credit = value
	case "lang", "language":
		a.Lang = value
	case "date", "published", "publishdate", "pubdate":
		if t := article.ParseTime(value, "front-matter"); t.Known() {
			a.Published = t
		}
	case "updated", "lastmod", "modified":
		if t := article.ParseTime(value, "front-matter"); t.Known() {
			a.Updated = t
		}
	}
}

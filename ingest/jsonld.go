package ingest

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// Limits of JSON-LD: real blocks are below 100 KB and nest about 8 levels.
const (
	maxLDBytes = 2 << 20
	maxLDDepth = 64
	maxLDNodes = 2000
)

// ldArticle holds the used fields of one schema.org article.
type ldArticle struct {
	headline, description, body  string
	live                         string // the entries of a live blog
	author, publisher, credit    string
	published, created, modified string
	url, lang                    string
	links                        []pageLink
	score                        int
}

// ownScore is higher than the score of all fields together.
const ownScore = 100

// articleTypes are the schema.org types that describe a page's own article,
// lower-cased.
const articleTypes = "article newsarticle reportagenewsarticle analysisnewsarticle backgroundnewsarticle " +
	"opinionnewsarticle reviewnewsarticle askpublicnewsarticle blogposting liveblogposting report " +
	"socialmediaposting techarticle scholarlyarticle advertisercontentarticle satiricalarticle"

// readLD returns the page's own article among the JSON-LD blocks of a page: the one whose address or
// headline own accepts, else the one with most fields, else the first. Broken blocks are skipped.
func readLD(blocks []string, own func(address, headline string) bool) ldArticle {
	var best ldArticle
	for _, b := range blocks {
		v, err := parseLD(b)
		if err != nil {
			continue
		}
		left := maxLDNodes
		eachLD(v, 0, &left, func(o map[string]any) {
			a := ldFrom(o)
			if a.score > 0 && own(a.url, a.headline) {
				a.score += ownScore
			}
			if a.score > best.score {
				best = a
			}
		})
	}
	return best
}

var errLD = errors.New("JSON-LD block too long or too deep")

// parseLD decodes one block. It tolerates common errors of pages: comment and CDATA wrappers, raw control
// characters in strings, a trailing semicolon.
func parseLD(s string) (any, error) {
	if len(s) > maxLDBytes || jsonDepth(s) > maxLDDepth {
		return nil, errLD
	}
	s = strings.TrimSpace(s)
	for _, w := range [...][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"<![CDATA[", "]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, w[0]), w[1]))
	}
	s = strings.TrimRight(s, "; \t\r\n")
	var v any
	err := json.Unmarshal([]byte(s), &v)
	if err == nil {
		return v, nil
	}
	err = json.Unmarshal(escapeControls(s), &v)
	return v, err
}

// escapeControls escapes the line ends within the strings of s and makes other
// control characters spaces.
func escapeControls(s string) []byte {
	out := make([]byte, 0, len(s)+len(s)/16)
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && s[i+1] >= ' ':
			out = append(out, c, s[i+1])
			i++
		case c == '"':
			quoted = !quoted
			out = append(out, c)
		case c == '\n' && quoted:
			out = append(out, `\n`...)
		case c < ' ':
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return out
}

// jsonDepth returns how deep the brackets of s nest, except those in strings. It is an upper bound of the
// depth and takes one pass.
func jsonDepth(s string) int {
	depth, most := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '{', '[':
			depth++
			most = max(most, depth)
		case '}', ']':
			depth--
		}
	}
	return most
}

// eachLD calls fn for each object that may describe the page: the top level, arrays, @graph and
// mainEntity, but not articles inside lists.
func eachLD(v any, depth int, left *int, fn func(map[string]any)) {
	if depth > 6 || *left <= 0 {
		return
	}
	*left--
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			eachLD(e, depth+1, left, fn)
		}
	case map[string]any:
		fn(v)
		for _, k := range [...]string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if sub, ok := v[k]; ok {
				eachLD(sub, depth+1, left, fn)
			}
		}
	}
}

// ldFrom reads an article object. The score is 0 if o is not an article.
func ldFrom(o map[string]any) ldArticle {
	if !ldIsArticle(o["@type"]) {
		return ldArticle{}
	}
	a := ldArticle{
		headline: ldText(o["headline"]), description: ldText(o["description"]), body: ldText(o["articleBody"]),
		author: ldNames(o["author"]), publisher: ldNames(o["publisher"]),
		published: ldText(o["datePublished"]), created: ldText(o["dateCreated"]), modified: ldText(o["dateModified"]),
		url: ldURL(o["url"]), lang: ldNames(o["inLanguage"]), score: 1,
	}
	if a.headline == "" {
		a.headline = ldText(o["name"])
	}
	if a.url == "" {
		a.url = ldURL(o["mainEntityOfPage"])
	}
	for _, k := range [...]string{article.RelBasedOn, article.RelSameAs, article.RelPublisher} {
		for _, ref := range ldRefs(o[k]) {
			a.links = append(a.links, pageLink{k, ref})
		}
	}
	a.live = ldLive(o["liveBlogUpdate"])
	for _, k := range [...]string{"creditText", "sourceOrganization", "provider"} {
		if s := ldNames(o[k]); s != "" && s != a.publisher && a.credit == "" {
			a.credit = s
		}
	}
	for _, s := range [...]string{a.headline, a.published, a.author, a.publisher, a.body + a.live} {
		if s != "" {
			a.score++
		}
	}
	return a
}

// ldIsArticle reports whether a @type value names an article.
func ldIsArticle(v any) bool {
	switch v := v.(type) {
	case string:
		v = v[strings.LastIndexAny(v, "/:")+1:]
		return oneOf(strings.ToLower(v), articleTypes)
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok && ldIsArticle(s) {
				return true
			}
		}
	}
	return false
}

// ldText returns a string value, the first of a list, or an object's @value.
func ldText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok && strings.TrimSpace(s) != "" {
				return strings.TrimSpace(s)
			}
		}
	case map[string]any:
		s, _ := v["@value"].(string)
		return strings.TrimSpace(s)
	}
	return ""
}

// ldNames returns the name or names of a person, organisation or language,
// joined by ", ".
func ldNames(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		for _, k := range [...]string{"name", "alternateName", "@value"} {
			if s := ldText(v[k]); s != "" {
				return s
			}
		}
	case []any:
		var names []string
		for _, e := range v {
			if _, list := e.([]any); list || len(names) >= 20 {
				continue
			}
			if s := ldNames(e); s != "" {
				names = append(names, s)
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}

// ldRefs returns the addresses of a value: a string, an object's url or @id, or
// a list of these.
func ldRefs(v any) (refs []string) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, e := range list[:min(len(list), 20)] {
		ref := ldURL(e)
		if o, ok := e.(map[string]any); ok {
			ref = firstOf(ldText(o["url"]), ref)
		}
		if strings.Contains(ref, "://") {
			refs = append(refs, ref)
		}
	}
	return refs
}

// ldLive returns the entries of a live blog as one text.
func ldLive(v any) string {
	list, _ := v.([]any)
	var b strings.Builder
	for _, e := range list[:min(len(list), maxLDNodes)] {
		o, _ := e.(map[string]any)
		for _, s := range [...]string{ldText(o["headline"]), ldText(o["articleBody"])} {
			if s != "" {
				b.WriteString(s)
				b.WriteString("\n\n")
			}
		}
	}
	return b.String()
}

// ldURL returns an address given as string or as an object's @id.
func ldURL(v any) string {
	if o, ok := v.(map[string]any); ok {
		v = o["@id"]
	}
	return ldText(v)
}

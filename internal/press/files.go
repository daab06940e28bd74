package press

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"sort"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// deriveID gives the id that the program gives an article without one.
func deriveID(it *item) string {
	return article.DeriveID(&article.Article{URL: it.URL, Source: it.Source, Text: it.text()})
}

// Make returns the files of testdata/press by name.
func Make() (map[string][]byte, error) {
	items, err := recipe()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	pages(items, files)
	var lines bytes.Buffer
	for _, it := range items {
		if it.page != "" {
			continue
		}
		if err := appendLine(&lines, it); err != nil {
			return nil, err
		}
	}
	files["articles.jsonl"] = lines.Bytes()
	sorted := append([]*item(nil), items...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].ID < sorted[j].ID })
	clusters, copies, passages := "id\tcluster\n", "id\tparent\twire\tagency\thow\tversion\tcredited\n", "id\tstart\tend\tcluster\n"
	for _, it := range sorted {
		cluster, credited := it.cluster, "-"
		if it.second != "" {
			cluster += ";" + it.second
		}
		if it.credited {
			credited = it.agency
		}
		clusters += it.ID + "\t" + cluster + "\n"
		copies += fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%d\t%s\n", it.ID, it.parent, it.wire, it.agency, it.how, it.version, credited)
		if it.page == "" { // offsets in a page depend on who takes it apart
			passages += strings.Join(it.passages(), "\n") + "\n"
		}
	}
	files["gold_clusters.tsv"], files["gold_copies.tsv"], files["gold_passages.tsv"] = []byte(clusters), []byte(copies), []byte(passages)
	tables(files)
	return files, nil
}

func tables(files map[string][]byte) {
	rows, feeds := "name\tshort\taliases\tdomain\tdateline\n", "source\tagency\tflagged\twithheld\n"
	for i, a := range agencies() {
		rows += strings.Join([]string{a.name, a.short, a.aliases, a.domain, a.dateline}, "\t") + "\n"
		feeds += fmt.Sprintf("%s\t%s\t%d\t0\n", a.domain, a.name, min(1, i))
	}
	files["agencies.tsv"], files["feeds.tsv"] = []byte(rows), []byte(feeds)
}

func appendLine(b *bytes.Buffer, it *item) error {
	rec := struct {
		ID        string `json:"id,omitempty"`
		URL       string `json:"url"`
		Source    string `json:"source"`
		Title     string `json:"title"`
		Published string `json:"published,omitempty"`
		Updated   string `json:"updated,omitempty"`
		Fetched   string `json:"fetched"`
		Lang      string `json:"lang"`
		Text      string `json:"text"`
	}{it.ID, it.URL, it.Source, it.Title, it.Published, it.Updated, it.Fetched, it.Lang, it.text()}
	if it.noID {
		rec.ID = ""
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(rec)
}

// pages turns every fourth article of some length into an HTML page, in four
// sorts of page furniture. A page has the id that its address gives it.
func pages(items []*item, files map[string][]byte) {
	ids := map[string]string{}
	n := 0
	for i, it := range items {
		if i%4 != 1 || len(it.text()) < 600 || it.how == "duplicate" || it.noID || strings.ContainsAny(it.ID, "<?") || it.Published == "" {
			continue
		}
		n++
		it.page = fmt.Sprintf("pages/%s-%d.html", it.Lang, n)
		old := it.ID
		it.ID = article.DeriveID(&article.Article{URL: it.URL})
		ids[old] = it.ID
		files[it.page] = page(it, n)
	}
	for _, it := range items {
		for _, ref := range []*string{&it.parent, &it.wire} {
			if id, ok := ids[*ref]; ok {
				*ref = id
			}
		}
	}
}

// page renders an article as a web page; n chooses its furniture.
func page(it *item, n int) []byte {
	var b strings.Builder
	e := html.EscapeString
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=%q>\n<head>\n<meta charset=\"%s\">\n<title>%s | %s</title>\n", it.Lang, charset(n), e(it.Title), e(find(it.Source).name))
	fmt.Fprintf(&b, "<link rel=\"canonical\" href=%q>\n<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:site_name\" content=\"%s\">\n<meta property=\"og:url\" content=%q>\n", it.URL, e(it.Title), e(find(it.Source).name), it.URL)
	switch n % 3 {
	case 0:
		fmt.Fprintf(&b, "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":%q,\"datePublished\":%q,\"author\":{\"@type\":\"Person\",\"name\":\"Jo Marling\"}}</script>\n", it.Title, it.Published)
	case 1:
		fmt.Fprintf(&b, "<meta property=\"article:published_time\" content=%q>\n<meta name=\"author\" content=\"Rita Sanne\">\n", it.Published)
	}
	b.WriteString("</head>\n<body>\n")
	if n%4 == 1 {
		b.WriteString("<div class=\"cookie-banner\" role=\"dialog\"><p>We and our partners use cookies. Accept all or manage your choices.</p><button>Accept</button></div>\n")
	}
	fmt.Fprintf(&b, "<header><nav><a href=\"/\">%s</a> <a href=\"/coast\">Coast</a> <a href=\"/money\">Money</a> <a href=\"/sport\">Sport</a></nav></header>\n<main><article>\n<h1>%s</h1>\n", e(find(it.Source).name), e(it.Title))
	if n%3 == 2 {
		fmt.Fprintf(&b, "<p class=\"meta\">By Ole Tamm, <time datetime=%q>today</time></p>\n", it.Published)
	}
	for i, p := range strings.Split(it.text(), "\n\n") {
		if i == 2 && n%2 == 0 {
			b.WriteString("<p><a href=\"/coast/seals-return\">Seals return to the northern skerries after thirty years away</a></p>\n")
		}
		fmt.Fprintf(&b, "<p>%s</p>\n", e(p))
	}
	b.WriteString("</article>\n")
	if n%2 == 1 {
		b.WriteString("<aside><h2>Most read</h2><ul><li><a href=\"/a\">Ten soups for a rainy week</a></li><li><a href=\"/b\">The lighthouse keeper who paints whales</a></li></ul></aside>\n")
	}
	b.WriteString("<form class=\"newsletter\"><h3>Subscribe to our newsletter</h3><input type=\"email\"></form>\n<section id=\"comments\"><h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are marked *</p></section>\n</main>\n<footer><p>© 2024 All rights reserved.</p></footer>\n</body>\n</html>\n")
	return []byte(b.String())
}

// charset declares what a page is in; every fifth page is wrong about it.
func charset(n int) string {
	if n%5 == 3 {
		return "iso-8859-1"
	}
	return "utf-8"
}

package newsml

import (
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/nitf"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// v1Items reads one NewsItem of NewsML 1. It may hold the same news in several
// languages: each component with a headline of its own is an article.
func v1Items(n *xmltree.Node, sender string) []*item.Item {
	common := v1Management(n)
	common.Source = sender
	parts := v1Articles(n.Child("newscomponent"))
	if len(parts) == 0 {
		parts = []*xmltree.Node{n}
	}
	var items []*item.Item
	for i, part := range parts {
		it := *common
		it.Notes = append([]item.Note(nil), common.Notes...)
		it.Links = append([]article.Link(nil), common.Links...)
		v1Fill(&it, part)
		if i > 0 && it.ID != "" {
			it.ID += "#" + it.Lang
		}
		items = append(items, &it)
	}
	return items
}

// v1Management reads the metadata of the item as a whole.
func v1Management(n *xmltree.Node) *item.Item {
	id, manage := n.Path("identification", "newsidentifier"), n.Child("newsmanagement")
	it := &item.Item{
		Line: n.Line, Offset: n.Offset, Lang: n.Attr("xml:lang"),
		Version:   id.Child("revisionid").Text(),
		Published: manage.Child("firstcreated").Text(), Updated: manage.Child("thisrevisioncreated").Text(),
	}
	provider, day, name := id.Child("providerid").Text(), id.Child("dateid").Text(), id.Child("newsitemid").Text()
	it.ID = id.Child("publicidentifier").Text()
	if provider != "" && name != "" {
		it.ID = strings.Join([]string{"urn:newsml", provider, day, name}, ":")
	}
	it.AddNote("provider_id", provider)
	if s, ok := article.ParseStatus(manage.Child("status").Attr("formalname")); ok {
		it.Status = s
	}
	change := manage.Child("statuswillchange")
	if s, ok := article.ParseStatus(change.Child("futurestatus").Attr("formalname")); ok && s == article.StatusUsable {
		it.Embargo = change.Child("dateandtime").Text()
	}
	for _, a := range children(manage, "derivedfrom") {
		it.AddLink(article.RelDerivedFrom, a.Attr("newsitem"))
	}
	return it
}

// v1Articles returns the outermost components that have a headline.
func v1Articles(n *xmltree.Node) []*xmltree.Node {
	if n == nil {
		return nil
	}
	if n.Path("newslines", "headline").Text() != "" && !sideRole(n) {
		return []*xmltree.Node{n}
	}
	var found []*xmltree.Node
	for _, c := range children(n, "newscomponent") {
		found = append(found, v1Articles(c)...)
	}
	return found
}

// sideRole reports whether a component is no text of an article by its role.
func sideRole(n *xmltree.Node) bool {
	switch role := strings.ToLower(n.Child("role").Attr("formalname")); role {
	case "", "main", "body", "text", "main text", "complete", "release":
		return false
	default:
		return !strings.Contains(role, "main") && !strings.Contains(role, "body")
	}
}

// v1Fill reads the article that a component holds.
func v1Fill(it *item.Item, n *xmltree.Node) {
	lines := n.Find("newslines")
	it.Title = lines.Child("headline").Text()
	it.Byline = lines.Child("byline").Text()
	it.Credit = lines.Child("creditline").Text()
	it.Dateline = lines.Child("dateline").Text()
	it.AddNote("slugline", lines.Child("slugline").Text())
	it.AddNote("copyright", lines.Child("copyrightline").Text())
	admin := n.Find("administrativemetadata")
	if name := party(admin.Child("provider")); name != "" {
		it.Source = name
	}
	set(&it.Byline, party(admin.Child("creator")))
	source := party(admin.Child("source"))
	it.AddNote("source", source)
	set(&it.Source, source)
	for _, note := range it.Notes {
		if note.Name == "provider_id" {
			set(&it.Source, note.Value)
		}
	}
	if lang := n.Find("language").Attr("formalname"); lang != "" {
		it.Lang = lang
	}
	kind := ""
	v1Text(it, n, &kind)
	if !it.HasText() && kind != "" {
		it.Kind = kind
	}
}

// v1Text adds the texts of a component and of those inside of it. kind becomes
// that of the contents that are no text.
func v1Text(it *item.Item, n *xmltree.Node, kind *string) {
	for _, c := range n.Nodes {
		switch c.Name {
		case "newscomponent":
			if !sideRole(c) {
				v1Text(it, c, kind)
			}
		case "newsitem", "newsitemref":
			set(kind, "package")
		case "contentitem":
			v1Content(it, c, kind)
		}
	}
}

// v1Content adds the text of one content.
func v1Content(it *item.Item, n *xmltree.Node, kind *string) {
	media := strings.ToLower(n.Child("mediatype").Attr("formalname"))
	mime := strings.ToLower(n.Child("mimetype").Attr("formalname") + " " + n.Child("format").Attr("formalname"))
	data := n.Child("datacontent")
	if media != "" && media != "text" && media != "complextext" {
		set(kind, strings.Replace(item.Clip(media, 40), "photo", "picture", 1))
		return
	}
	if strings.Contains(mime, "css") || data == nil {
		return
	}
	if doc := data.Find("nitf"); doc != nil {
		nitf.Fill(it, doc)
		return
	}
	var body string
	markup := true
	switch {
	case data.Find("body") != nil:
		body = data.Find("body").HTML(nil)
	case data.HasElements():
		body = data.HTML(nil)
	default:
		body, markup = plainBody(data.Raw(), mime)
	}
	if it.HasText() && it.HTML == markup {
		body = it.Body + "\n\n" + body
	}
	it.Body, it.HTML = body, markup
}

// party returns the name of the party of an element.
func party(n *xmltree.Node) string {
	p := n.Child("party")
	if s := p.Attr("formalname"); s != "" {
		return s
	}
	return p.Text()
}

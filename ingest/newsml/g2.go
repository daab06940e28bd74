package newsml

import (
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/nitf"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// g2Kinds are the items of NewsML-G2 that are no news text, by element.
func g2Kind(element string) (kind string, ok bool) {
	switch element {
	case "newsitem":
		return "", true
	case "packageitem":
		return "package", true
	case "conceptitem":
		return "concept", true
	case "knowledgeitem":
		return "knowledge item", true
	case "planningitem":
		return "planning item", true
	case "catalogitem":
		return "catalog", true
	}
	return "", false
}

// g2Item reads one item of NewsML-G2.
func g2Item(n *xmltree.Node, kind string) *item.Item {
	meta, content := n.Child("itemmeta"), n.Child("contentmeta")
	it := &item.Item{
		Line: n.Line, Offset: n.Offset, Kind: kind,
		ID: n.Attr("guid"), Version: n.Attr("version"),
		Lang: n.Attr("xml:lang"),
	}
	if it.Kind == "" {
		it.Kind = itemClass(code(meta.Child("itemclass").Attr("qcode", "uri")))
	}
	if it.Kind != "" && it.Kind != "package" {
		return it
	}
	g2Management(it, meta)
	g2Content(it, content)
	rights := n.Path("rightsinfo", "copyrightholder")
	it.AddNote("copyright_holder", label(rights))
	set(&it.Source, label(rights))
	g2Hops(it, n.Child("hophistory"))
	if kind == "" {
		g2Text(it, n.Child("contentset"))
	}
	if it.Kind == "package" && it.HasText() {
		it.Kind = ""
	}
	return it
}

// itemClass returns the kind of an item by IPTC's or Reuters' word for it.
func itemClass(class string) string {
	switch strings.ToLower(class) {
	case "", "text":
		return ""
	case "composite":
		return "package"
	}
	return item.Clip(class, 40)
}

// g2Management reads the metadata of the item itself.
func g2Management(it *item.Item, meta *xmltree.Node) {
	it.Source = label(meta.Child("provider"))
	it.Published, it.Updated = meta.Child("firstcreated").Text(), meta.Child("versioncreated").Text()
	it.Embargo = meta.Child("embargoed").Text()
	if s, ok := article.ParseStatus(code(meta.Child("pubstatus").Attr("qcode", "uri"))); ok {
		it.Status = s
	}
	for _, n := range meta.FindAll("signal") {
		if code(n.Attr("qcode", "uri")) == "correction" && it.Status == article.StatusUsable {
			it.Status = article.StatusCorrected
		}
	}
	for _, n := range meta.FindAll("ednote") {
		if !n.HasElements() {
			it.AddNote("ednote", item.Clip(n.Text(), 1000))
		}
	}
	it.AddNote("item_title", meta.Child("title").Text())
	for _, n := range meta.FindAll("link") {
		g2Link(it, n)
	}
}

// g2Link keeps a link of an item. Those that say nothing of the item's origin
// are left out.
func g2Link(it *item.Item, n *xmltree.Node) {
	target := n.Attr("href", "residref", "guidref", "uri")
	switch rel := code(n.Attr("rel")); rel {
	case "derivedFrom", "translatedFrom", "previousVersion", "replaces", "isPartOf", "syndicatedFrom":
		it.AddLink(rel, target)
	case "canonical":
		it.AddLink(article.RelCanonical, target)
	}
}

// g2Content reads the metadata of the contents.
func g2Content(it *item.Item, n *xmltree.Node) {
	set(&it.Published, n.Child("contentcreated").Text())
	set(&it.Published, it.Updated)
	set(&it.Lang, n.Child("language").Attr("tag"))
	it.Title = headline(n)
	it.Byline = n.Child("by").Text()
	it.Credit = n.Child("creditline").Text()
	it.Dateline = n.Child("dateline").Text()
	it.AddNote("slugline", n.Child("slugline").Text())
	it.AddNote("located", label(n.Child("located")))
	for _, c := range children(n, "creator", "contributor") {
		name := label(c)
		if it.Byline == "" && strings.Contains(name, " ") && c.Name == "creator" {
			it.Byline = name
		}
		it.AddNote(c.Name, name)
	}
	for _, c := range children(n, "infosource") {
		name := label(c)
		it.AddNote("infosource", name)
		if it.Credit == "" && !strings.EqualFold(name, it.Source) && c.Attr("uri") == "" {
			it.Credit = name
		}
	}
	for _, c := range children(n, "altid") {
		it.AddNote("altid", c.Text())
	}
	for _, c := range children(n, "derivedfrom") {
		it.AddLink(article.RelDerivedFrom, c.Attr("guid", "residref", "uri", "qcode"))
	}
}

// headline returns the main headline.
func headline(n *xmltree.Node) string {
	first := ""
	for _, h := range children(n, "headline") {
		role := strings.ToLower(code(h.Attr("role")))
		if role == "" || role == "main" {
			return h.Text()
		}
		set(&first, h.Text())
	}
	return first
}

// g2Hops keeps who handled the item before, in order.
func g2Hops(it *item.Item, n *xmltree.Node) {
	for _, hop := range children(n, "hop") {
		it.AddNote("hop_history", strings.TrimSpace(label(hop.Child("party"))+" "+code(hop.Child("action").Attr("qcode"))))
	}
}

// g2Text sets the text: that of the first content that has one.
func g2Text(it *item.Item, set *xmltree.Node) {
	data := ""
	for _, n := range children(set, "inlinexml", "inlinedata") {
		if n.Name == "inlinedata" {
			it.Body, it.HTML = plainBody(n.Raw(), n.Attr("contenttype"))
		} else if !inlineXML(it, n) {
			data = "data"
		}
		if it.HasText() {
			return
		}
	}
	it.Body, it.HTML = "", false
	if it.Kind == "" {
		it.Kind = data
	}
}

// inlineXML sets the text of an item by the element that carries it. It reports
// whether the element has a text at all, and not data such as results of sports.
func inlineXML(it *item.Item, n *xmltree.Node) bool {
	if doc := n.Find("nitf"); doc != nil {
		nitf.Fill(it, doc)
		return true
	}
	kind := strings.ToLower(n.Attr("contenttype"))
	first := n
	for _, c := range n.Nodes {
		if c.Name != "" {
			first = c
			break
		}
	}
	if first == n {
		it.Body, it.HTML = plainBody(n.Raw(), kind)
		return true
	}
	if strings.Contains(kind, "nitf") {
		nitf.Fill(it, n)
		return true
	}
	switch first.Name {
	case "html", "body", "div", "p", "article", "section", "pre", "h1", "h2", "table", "ul", "ol":
	default:
		return strings.Contains(kind, "html")
	}
	body := n.Find("body")
	if body == nil {
		body = n
	}
	it.Body, it.HTML = body.HTML(nil), true
	return true
}

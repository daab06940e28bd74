package ninjs

import (
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// read reads one item of any version of ninjs.
func read(o object) *item.Item {
	it := &item.Item{Kind: kind(o), ID: o.str("uri", "guid", "_id")}
	if id := o.object("altids").str("itemid"); id != "" && o.str("pubstatus") != "" {
		it.ID = id // of AP: its uri holds the parameters of the query
	}
	if it.Kind != "" && it.Kind != "package" {
		return it
	}
	it.Title = headline(o)
	body(it, o)
	if it.Kind != "" && it.HasText() {
		it.Kind = ""
	}
	if it.Kind != "" {
		return it
	}
	it.Version = o.str("version")
	it.Lang = o.str("language")
	it.Byline = o.names("byline")
	for _, name := range []string{"by", "bylines", "authors"} {
		if it.Byline == "" {
			it.Byline = o.names(name)
		}
	}
	it.Published = o.str("firstpublished", "firstcreated", "firstCreated", "contentcreated", "contentCreated", "versioncreated", "versionCreated")
	it.Updated = o.str("versioncreated", "versionCreated", "contentmodified", "contentModified")
	it.Embargo = o.str("embargoed")
	if s, ok := article.ParseStatus(o.str("pubstatus", "pubStatus")); ok {
		it.Status = s
	}
	provenance(it, o)
	if strings.HasPrefix(it.ID, "http://") || strings.HasPrefix(it.ID, "https://") {
		it.URL, it.ID = it.ID, "" // the page at that address is the same article
	}
	for _, l := range o.list("links") {
		if l.str("rel") == "canonical" || l.str("rel") == "alternate" {
			it.URL = l.str("href")
		}
	}
	return it
}

// kind returns "" for an item that should have a text. An item without a type
// is a text unless it describes an event. Agencies have types of their own for
// texts.
func kind(o object) string {
	switch t := strings.ToLower(o.str("type")); t {
	case "picture", "photo", "graphic", "video", "audio", "animation", "event", "planning", "concept", "component":
		return strings.Replace(t, "photo", "picture", 1)
	case "composite", "package":
		return "package"
	case "":
		if o["eventDetails"] != nil || o["eventdetails"] != nil {
			return "event"
		}
	}
	return ""
}

// provenance reads who supplied the item.
func provenance(it *item.Item, o object) {
	holder := o.str("copyrightholder", "copyrightHolder")
	it.Source = o.names("provider")
	if it.Source == "" {
		it.Source = item.Squeeze(o.str("source"))
	}
	sources := o.names("infosource")
	for _, name := range []string{"infosources", "infoSources"} {
		if sources == "" {
			sources = o.names(name)
		}
	}
	it.AddNote("infosource", sources)
	it.Credit = item.Squeeze(o.str("creditline", "description_creditline"))
	if it.Source == "" {
		it.Source = holder
	} else if it.Credit == "" && !strings.EqualFold(sources, it.Source) {
		it.Credit = sources
	}
	if it.Source == "" {
		it.Source = sources
	}
	it.AddNote("copyright_holder", holder)
	it.AddNote("copyright", o.str("copyrightnotice", "copyrightNotice"))
	it.AddNote("located", o.str("located"))
	it.AddNote("slugline", o.str("slugline"))
	it.AddNote("ednote", item.Clip(o.str("ednote", "edNote"), 1000))
	it.AddNote("title", o.str("title"))
	it.AddNote("datelinelocation", o.object("datelinelocation").str("city"))
	it.Dateline = o.str("dateline")
	for _, name := range []string{"evolvedfrom", "evolvedFrom"} {
		it.AddLink(article.RelDerivedFrom, o.str(name))
	}
	for _, name := range []string{"associations"} {
		for _, a := range o.list(name) {
			if rel := a.str("rel"); rel == "derivedFrom" || rel == "translationOf" || rel == "basedOn" {
				it.AddLink(rel, a.str("uri"))
			}
		}
	}
}

// headline returns the main headline of any version.
func headline(o object) string {
	if s := o.str("headline", "headline_main", "headline_extended", "headline_simple"); s != "" {
		return item.Squeeze(item.StripTags(s))
	}
	first := ""
	for _, h := range o.list("headlines") {
		s := item.Squeeze(item.StripTags(h.str("value")))
		if role := h.str("role"); role == "main" || role == "" {
			return s
		}
		if first == "" {
			first = s
		}
	}
	if first == "" {
		first = item.Squeeze(o.str("title"))
	}
	return first
}

// A part is one form of the text.
type part struct {
	role, contentType, value string
}

// body sets the text: of its forms the one that keeps most of the paragraphs.
func body(it *item.Item, o object) {
	var parts []part
	for _, b := range o.list("bodies") {
		parts = append(parts, part{strings.ToLower(b.str("role")), strings.ToLower(b.str("contentType", "contenttype")), b.str("value")})
	}
	for name, v := range o {
		if role, ok := strings.CutPrefix(name, "body_"); ok {
			if s, ok := v.(string); ok {
				parts = append(parts, part{role: strings.ToLower(role), value: s})
			}
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		if c := a.rank() - b.rank(); c != 0 {
			return c
		}
		return strings.Compare(a.role, b.role)
	})
	for _, p := range parts {
		p.fill(it)
		if it.HasText() {
			return
		}
	}
	it.Body, it.HTML = "", false
}

// rank orders the forms of a text: HTML has paragraphs, NITF needs a reader of
// its own, plain text may have lost its paragraphs.
func (p part) rank() int {
	switch {
	case strings.Contains(p.role, "nitf") || strings.Contains(p.contentType, "nitf"):
		return 2
	case strings.Contains(p.role, "html") || strings.Contains(p.contentType, "html"):
		return 0
	case p.role == "richtext":
		return 1
	case p.role == "main" || p.role == "" || p.role == "text":
		return 3
	}
	return 4
}

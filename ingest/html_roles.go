package ingest

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wiretrace/wiretrace/article"
)

// role is the purpose of an element, found by its name or its first words.
type role struct {
	kind  article.Kind
	limit int // most bytes of text; a larger element also contains the article
}

// roleOf returns the role of an element, if it has one.
func roleOf(n *html.Node) (role, bool) {
	switch n.DataAtom {
	case atom.Article:
		return role{article.KindRelated, 500}, teaserCard(n)
	case atom.Body, atom.Main, atom.Html, atom.A, atom.B, atom.I, atom.Em, atom.Strong, atom.Br, atom.Img:
		return role{}, false
	}
	r, ok := boxRole(n)
	for _, a := range n.Attr {
		if ok {
			break
		}
		if a.Key == "class" || a.Key == "id" || a.Key == "itemprop" {
			r, ok = nameRole(a.Val)
		}
	}
	return r, ok && textBytes(n) <= r.limit
}

// nameRole returns the role in a class or id. Names consist of words: "article__shareBar" of "article",
// "share" and "bar".
func nameRole(name string) (role, bool) {
	if len(name) > 300 {
		return role{}, false
	}
	for token := range strings.FieldsSeq(name) {
		token = strings.ToLower(token)
		if r, ok := wordRole(token); ok {
			return r, true
		}
		switch {
		case token == "hidden", token == "is-hidden", token == "u-hidden":
			if !wideOnly.MatchString(name) {
				return role{article.KindOther, 1200}, true // hidden until a script shows it
			}
		case signIn.MatchString(token):
			return role{article.KindNewsletter, 1200}, true
		}
	}
	start := 0
	for i := 0; i <= len(name); i++ {
		letter := i < len(name) && (name[i]|0x20 >= 'a' && name[i]|0x20 <= 'z')
		camel := letter && i > start && name[i] < 'a' && name[i-1] >= 'a'
		if letter && !camel {
			continue
		}
		if r, ok := wordRole(strings.ToLower(name[start:i])); ok {
			return r, true
		}
		start = i
		if !letter {
			start = i + 1
		}
	}
	return role{}, false
}

var (
	// signIn is not part of "blog-inner" or "design-index".
	signIn = regexp.MustCompile(`(?:^|[^a-z])(?:sign-?in|log-in)(?:[^a-z]|$)`)
	// wideOnly matches classes that show a hidden element on wide screens, as in "hidden md:block".
	wideOnly = regexp.MustCompile(`(?:^|\s)[a-z0-9-]+:(?:block|flex|grid|contents|table|flow-root|inline[a-z-]*)(?:\s|$)`)
)

// wordRole returns the role of one word of a class.
func wordRole(word string) (role, bool) {
	switch word {
	case "caption", "captions", "figcaption", "credit", "credits", "photocredit", "imagecredit", "imagecaption", "mediacaption",
		"bildunterschrift", "bildnachweis", "bildtext", "legende", "legend", "didascalia", "bildbeschreibung", "imageinfo", "photographer",
		"mediainfo", "mediarights", "mediasubtitle", "mediacredit", "imagerights", "imagesource", "photoinfo", "bildrechte", "bildquelle":
		return role{article.KindCaption, 700}, true
	case "newsletter", "newsletters", "signup", "subscribe", "subscription", "subscriptions", "mailchimp", "mailing", "abonnement", "inscription",
		"donation", "donations", "donate", "cta", "paywall", "regwall", "loginwall", "capping", "metering", "entitlement", "upsell", "boletin", "nyhetsbrev", "abobox", "plusbox":
		return role{article.KindNewsletter, 1200}, true
	case "share", "sharing", "sharebar", "shares", "social", "socials", "socialmedia", "addthis", "addtoany", "sharedaddy", "follow", "teilen":
		return role{article.KindShare, 300}, true
	case "related", "recommended", "recommendation", "recommendations", "recommend", "recirc", "recirculation", "readmore", "readalso", "seealso",
		"outbrain", "taboola", "rail", "trending", "popular", "mostread", "morestories", "morenews", "interlink", "relacionadas", "relacionados", "correlati", "verwandte":
		return role{article.KindRelated, 1500}, true
	case "comment", "comments", "disqus", "respond", "kommentar", "kommentare":
		return role{article.KindComments, 3000}, true
	case "breadcrumb", "breadcrumbs", "pagination", "pager", "tags", "taglist", "tagcloud", "keywords", "toc", "schlagworte", "etiquetas", "topics":
		return role{article.KindNavigation, 500}, true
	case "cookie", "cookies", "consent":
		return role{article.KindCookies, 2000}, true
	case "byline", "bylines", "author", "authors", "autor", "autoren", "auteur", "dateline", "timestamp", "published", "pubdate", "datepublished",
		"datemodified", "datestamp", "readingtime", "vgwort":
		return role{article.KindOther, 400}, true
	case "bio", "biography", "authorbox", "authorbio", "authorprofile", "tooltip":
		return role{article.KindOther, 900}, true
	case "ad", "adslot", "advert", "advertisement", "advertising", "ads", "adv", "sponsor", "sponsored", "werbung", "anzeige", "publicidad", "disclaimer", "disclosure":
		return role{article.KindOther, 600}, true
	}
	return role{}, false
}

// linkedList reports whether a list has at least two links, and each item has almost nothing else.
func linkedList(n *html.Node) bool {
	all, linked := textAndLinks(n, false)
	if all < 60 || linked*4 < all*3 {
		return false
	}
	items := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			continue
		}
		if items++; !hasLink(c) {
			return false
		}
	}
	return items >= 2
}

// teaserCard reports whether an article element within a page is a teaser of another article: a linked
// headline and little else.
func teaserCard(n *html.Node) bool {
	if !noLonger(n, 500) {
		return false
	}
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.H2, atom.H3, atom.H4, atom.H5:
			all, linked := textAndLinks(d, d.Parent.DataAtom == atom.A)
			return all > 0 && linked == all
		case atom.H1:
			return false
		}
	}
	return false
}

// boxRole returns the role of a box by its first words, such as "Read also" with a link and a teaser
// below.
func boxRole(n *html.Node) (role, bool) {
	switch n.DataAtom {
	case atom.Div, atom.Aside, atom.Section, atom.Ul, atom.Ol, atom.Figure, atom.Blockquote:
	default:
		return role{}, false
	}
	if (n.DataAtom == atom.Ul || n.DataAtom == atom.Ol) && linkedList(n) {
		return role{article.KindRelated, 1500}, true
	}
	first := firstText(n)
	if len(first) == 0 || len(first) > 60 || !mayBePhrase(first) {
		return role{}, false
	}
	var buf [2 * maxFurniture]byte
	p, ok := matchPhrase(normLine(buf[:0], first))
	if !ok || p.kind != article.KindRelated && p.kind != article.KindNewsletter || !hasLink(n) {
		return role{}, false
	}
	if p.kind == article.KindNewsletter {
		return role{p.kind, 1500}, true
	}
	return role{p.kind, 900}, true
}

// firstText returns the first text below n that is not blank.
func firstText(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if s := strings.TrimFunc(d.Data, unicode.IsSpace); s != "" {
				return s
			}
		}
	}
	return ""
}

// hasLink reports whether there is a link or a form below n.
func hasLink(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && attr(d, "href") != "" || d.DataAtom == atom.Form || d.DataAtom == atom.Input {
			return true
		}
	}
	return false
}

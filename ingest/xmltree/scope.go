package xmltree

import "strings"

// A scope holds the namespaces that one element declares.
type scope struct {
	outer *scope
	names map[string]string // prefix to URI; "" is the default
}

// lookup returns the URI of a prefix, or "".
func (s *scope) lookup(prefix string) string {
	for ; s != nil; s = s.outer {
		if uri, ok := s.names[prefix]; ok {
			return uri
		}
	}
	return ""
}

// declare returns the scope inside of an element with these attributes.
func (s *scope) declare(attrs []Attr) *scope {
	var names map[string]string
	for _, a := range attrs {
		prefix, ok := strings.CutPrefix(a.Name, "xmlns")
		if !ok || prefix != "" && prefix[0] != ':' {
			continue
		}
		if names == nil {
			names = make(map[string]string)
		}
		names[strings.TrimPrefix(prefix, ":")] = strings.TrimRight(a.Value, "/#")
	}
	if names == nil {
		return s
	}
	return &scope{outer: s, names: names}
}

// resolve sets the name and namespace of n by the name as it was written. The
// namespace of the root is "", and so is that of every name without a prefix
// unless the default namespace was changed to one that is known.
func (r *Reader) resolve(n *Node, written string) {
	prefix, local, ok := strings.Cut(written, ":")
	if !ok {
		prefix, local = "", written
	}
	n.Name = local
	if local == "" {
		n.Name, prefix = written, ""
	}
	uri := n.scope.lookup(prefix)
	switch {
	case n.Parent == nil && len(r.open) == 0:
		r.rootSpace = uri
	case uri != "" && uri == r.rootSpace:
	case knownSpace(uri) != "":
		n.Space = knownSpace(uri)
	default:
		n.Space = prefix
	}
}

// knownSpace returns the usual prefix of a namespace, or "".
func knownSpace(uri string) string {
	switch uri {
	case "http://purl.org/dc/elements/1.1", "http://purl.org/dc/elements/1.0":
		return "dc"
	case "http://purl.org/dc/terms":
		return "dcterms"
	case "http://purl.org/rss/1.0/modules/content":
		return "content"
	case "http://search.yahoo.com/mrss":
		return "media"
	case "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns":
		return "atom"
	case "http://www.w3.org/1999/xhtml":
		return "xhtml"
	case "http://www.google.com/schemas/sitemap-news/0.9":
		return "news"
	case "http://rssnamespace.org/feedburner/ext/1.0":
		return "feedburner"
	}
	if strings.HasPrefix(uri, "http://wordpress.org/export/") {
		if strings.HasSuffix(uri, "/excerpt") {
			return "excerpt"
		}
		return "wp"
	}
	return ""
}

package article

import (
	"net/url"
	"strings"
)

// maxNested is how many viewers may be nested in an address. The deepest nesting in use is an archive of
// an AMP cache of a page.
const maxNested = 3

// ShownAddress returns the address of the page that a web archive, an AMP cache or viewer, a translator or
// a reading proxy shows. ok is false if address is none of these. They are recognised by the form of the
// address:
//
//   - another address within the path, as in /web/20240501000000/https://… or /https://…
//   - another address in the parameter url, u or q of a path that ends in a word such as proxy or viewer
//   - the host and path after /c/s/, /v/s/ or /amp/s/, as in AMP caches
//   - the host in a label of *.translate.goog
func ShownAddress(address string) (shown string, ok bool) {
	for range maxNested {
		next := shownOnce(address)
		if next == "" {
			break
		}
		if route := routeOf(address); route != "" {
			next += "#" + route
		}
		address, shown, ok = next, next, true
	}
	return shown, ok
}

// shownOnce unwraps one viewer. It returns "" if there is none.
func shownOnce(address string) string {
	authority, rest, ok := splitURL(address)
	if !ok {
		return ""
	}
	host := canonicalHost(authority)
	path, query, _ := strings.Cut(rest, "?")
	if s := inPath(rest); s != "" {
		return s
	}
	if s := inQuery(host, path, query); s != "" {
		return s
	}
	if s := inAMP(host, path); s != "" {
		return withQuery(s, query)
	}
	if label, found := strings.CutSuffix(host, ".translate.goog"); found && !strings.Contains(label, ".") {
		return withQuery("https://"+undash(label)+path, dropParameters(query, "_x_tr_"))
	}
	return ""
}

// inPath returns an address that starts at a segment of the path and goes to its end. Some servers merge
// its two slashes.
func inPath(rest string) string {
	for _, scheme := range []string{"https:/", "http:/"} {
		i := strings.Index(rest, "/"+scheme)
		if i < 0 || strings.IndexByte(rest[:i], '?') >= 0 {
			continue
		}
		if inner := strings.TrimLeft(rest[i+1+len(scheme):], "/"); isPage(inner) {
			return scheme + "/" + inner
		}
	}
	lower := strings.ToLower(rest)
	for _, scheme := range []string{"/https%3a%2f%2f", "/http%3a%2f%2f"} {
		i := strings.Index(lower, scheme)
		if i < 0 || strings.IndexByte(rest[:i], '?') >= 0 {
			continue
		}
		inner, _, _ := strings.Cut(rest[i+1:], "?")
		if s, err := url.PathUnescape(inner); err == nil && isPage(afterScheme(s)) {
			return s
		}
	}
	return ""
}

// inQuery returns the address in a parameter of a viewer's page.
func inQuery(host, path, query string) string {
	last := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	name, _, _ := strings.Cut(last, ".")
	switch name {
	case "proxy", "viewer", "view", "reader", "read", "redirect", "url", "translate", "cache", "amp", "out":
	case "search":
		if !strings.Contains(host, "cache") {
			return ""
		}
	default:
		return ""
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	for _, key := range []string{"url", "u", "q", "link", "target"} {
		v := values.Get(key)
		if cached, ok := strings.CutPrefix(v, "cache:"); ok { // cache:KEY:host/path words
			cached, _, _ = strings.Cut(cached, " ")
			if key, page, found := strings.Cut(cached, ":"); found && !strings.ContainsAny(key, "./") {
				cached = page
			}
			v = "http://" + afterScheme(cached)
		}
		if (hasPrefixFold(v, "https://") || hasPrefixFold(v, "http://")) && isPage(afterScheme(v)) {
			return v
		}
	}
	return ""
}

// inAMP returns the page of an address in an AMP cache or viewer: /c/s/host/path (s means https) or
// /amp/s/host/path.
func inAMP(host, path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch {
	case first == "amp":
		if !strings.HasPrefix(rest, "s/") {
			return "" // a folder of the outlet's own site
		}
	case len(first) == 1 || first == "wp":
		if !hasAMP(host) {
			return ""
		}
	default:
		return ""
	}
	scheme := "http://"
	if inner, ok := strings.CutPrefix(rest, "s/"); ok {
		scheme, rest = "https://", inner
	}
	if !isPage(rest) {
		return ""
	}
	return scheme + rest
}

// hasAMP reports whether a label of a host contains AMP.
func hasAMP(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if strings.HasPrefix(label, "amp") || strings.HasSuffix(label, "-amp") {
			return true
		}
	}
	return false
}

// isPage reports whether s, an address without scheme, begins with a host that has a dot.
func isPage(s string) bool {
	host := s
	if i := strings.IndexAny(s, `/?#\`); i >= 0 {
		host = s[:i]
	}
	return strings.IndexByte(host, '.') > 0 && !strings.HasSuffix(host, ".") && canonicalHost(host) != ""
}

func afterScheme(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		return rest
	}
	return s
}

func withQuery(s, query string) string {
	if query == "" {
		return s
	}
	return s + "?" + query
}

// undash converts a label back to a host: a dash means a dot, two dashes mean one dash.
func undash(label string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(label, "--", "\x00"), "-", "."), "\x00", "-")
}

func dropParameters(query, prefix string) string {
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		if p != "" && !strings.HasPrefix(p, prefix) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

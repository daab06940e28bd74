package article

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// tracking are query parameters that say where a reader came from. They do not identify the article.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true,
	"yclid": true, "ysclid": true, "twclid": true, "ttclid": true, "li_fat_id": true, "igshid": true, "igsh": true,
	"mc_cid": true, "mc_eid": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true, "hsctatracking": true,
	"vero_id": true, "oly_anon_id": true, "oly_enc_id": true, "s_cid": true, "cmpid": true, "cmp": true,
	"ocid": true, "ncid": true, "icid": true, "xtor": true, "wt_mc": true, "ito": true, "smid": true,
	"_ga": true, "_gl": true, "guccounter": true, "guce_referrer": true, "guce_referrer_sig": true,
	"at_medium": true, "at_campaign": true, "at_custom1": true, "at_custom2": true, "at_custom3": true, "at_custom4": true,
	"__twitter_impression": true, "srnd": true, "spm": true, "partner": true, "feedtype": true, "feedname": true,
	// sessions
	"phpsessid": true, "jsessionid": true, "aspsessionid": true, "sessionid": true, "session_id": true, "sessid": true,
	"cfid": true, "cftoken": true, "oscsid": true, "zenid": true,
	// parameters of AMP pages
	"amp": true, "usqp": true, "amp_js_v": true, "amp_gsa": true,
}

// trackingPrefixes are prefixes of further tracking parameters.
var trackingPrefixes = [...]string{"utm_", "ref_", "pk_", "mtm_", "matomo_", "piwik_", "hsa_", "ns_", "aspsessionid"}

// CanonicalURL returns the form of a web address that identifies the article:
// two addresses with one canonical form are taken for the same page. It is
// idempotent, and empty for what is no http or https address.
//
//   - http and https are one, written https; scheme and host in lower case,
//     international hosts in their ASCII form
//   - "www.", "www2." and the like, the user, the ports 80 and 443 and the host's
//     last dot are dropped: a site that shows something else there is not known to us
//   - dot segments are resolved; default documents (index.html), session ids
//     (;jsessionid=, PHPSESSID), tracking parameters (utm_*, fbclid, …), empty
//     parameters and the path's last slashes are dropped; the other parameters
//     are sorted
//   - the fragment is dropped unless it is a route: #/… or #!…
//   - percent signs: unreserved characters are decoded, other bytes that need it
//     are encoded, hex digits in upper case
//
// "m." and "amp." hosts are kept apart: their paths differ as well.
func CanonicalURL(raw string) string {
	authority, rest, ok := splitURL(raw)
	if !ok {
		return ""
	}
	host := canonicalHost(authority)
	if host == "" {
		return ""
	}
	path, query, _ := strings.Cut(rest, "?")
	b := make([]byte, 0, len("https://")+len(host)+len(rest)+8)
	b = append(b, "https://"...)
	b = append(b, host...)
	b = append(b, canonicalPath(path)...)
	b = appendQuery(b, query)
	if route := routeOf(raw); route != "" {
		b = append(b, '#')
		path, query, _ := strings.Cut(route, "?")
		b = appendEscaped(b, strings.TrimRight(path, "/"))
		b = appendQuery(b, query)
	}
	return string(b)
}

// routeOf returns the fragment of an address if it is the route of a page in a single-page site. A bare #/
// or #! is no route.
func routeOf(raw string) string {
	_, fragment, _ := strings.Cut(strings.TrimSpace(raw), "#")
	path, _, _ := strings.Cut(fragment, "?")
	if !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "!") || strings.Trim(path, "!/") == "" {
		return ""
	}
	return fragment
}

// canonicalPath returns the path without the parts that do not identify the page.
func canonicalPath(path string) string {
	segments := strings.Split(string(appendEscaped(nil, strings.ReplaceAll(path, `\`, "/"))), "/")
	kept := segments[:0]
	for i, s := range segments {
		if at := strings.IndexByte(s, ';'); at >= 0 && isSession(s[at+1:]) {
			s = s[:at]
		}
		switch {
		case s == "." && i > 0:
		case s == ".." && i > 0:
			kept = kept[:max(len(kept)-1, min(len(kept), 1))]
		default:
			kept = append(kept, s)
		}
	}
	// An encoded slash is not a separator, so it is kept.
	for n := len(kept) - 1; n > 0 && (kept[n] == "" || isDefault(kept[n])); n-- {
		kept = kept[:n]
	}
	return strings.Join(kept, "/")
}

// isDefault reports whether a segment is a server's default document, such as index.html.
func isDefault(segment string) bool {
	name, ending, _ := strings.Cut(strings.ToLower(segment), ".")
	return (name == "index" || name == "default") && len(ending) >= 3 && len(ending) <= 5 && strings.IndexByte(ending, '.') < 0
}

// isSession reports whether a parameter, name=value, is a reader's session. sid is a session on some sites
// and an article's number on others: it counts as a session if it mixes letters and digits.
func isSession(parameter string) bool {
	name, value, _ := strings.Cut(strings.ToLower(parameter), "=")
	switch name {
	case "jsessionid", "phpsessid", "sessionid", "session_id", "sessid":
		return true
	case "sid":
		return len(value) >= 6 && strings.ContainsAny(value, "0123456789") && strings.ContainsAny(value, "abcdefghijklmnopqrstuvwxyz") &&
			strings.Trim(value, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
	}
	return false
}

// Host returns the host of a web address in lower case, with Unicode letters (not "xn--…") and without
// "www.", or "" if there is none. It is the outlet of an article without one.
func Host(raw string) string {
	authority, _, ok := splitURL(raw)
	if !ok {
		return ""
	}
	host := canonicalHost(authority)
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return letterHost(host)
}

// letterHost returns an international host with Unicode letters, or host itself if it cannot be converted.
func letterHost(host string) string {
	if !strings.Contains(host, "xn--") {
		return host
	}
	letters, err := idna.Display.ToUnicode(host)
	if err != nil || letters == "" {
		return host
	}
	return letters
}

// splitURL splits a web address into its authority and the rest, without the fragment. The scheme may be
// missing if the address starts with // or www.
func splitURL(raw string) (authority, rest string, ok bool) {
	s := strings.TrimSpace(raw)
	s, _, _ = strings.Cut(s, "#")
	switch {
	case hasPrefixFold(s, "https://"):
		s = s[len("https://"):]
	case hasPrefixFold(s, "http://"):
		s = s[len("http://"):]
	case strings.HasPrefix(s, "//"):
		s = s[2:]
	case hasPrefixFold(s, "www."):
	default:
		return "", "", false
	}
	end := strings.IndexAny(s, "/?\\")
	if end < 0 {
		return s, "", s != ""
	}
	return s[:end], s[end:], end > 0
}

// canonicalHost returns the host, with its port unless it is 80 or 443. It returns "" if the host is
// invalid.
func canonicalHost(authority string) string {
	h := authority[strings.LastIndexByte(authority, '@')+1:]
	if h == "" || strings.IndexFunc(h, func(c rune) bool { return c <= ' ' || c == 0x7F || c == 0xFFFD || strings.ContainsRune(`<>"%|^{}'`, c) }) >= 0 {
		return ""
	}
	h = strings.ToLower(h)
	for _, port := range []string{":80", ":443", ":"} {
		h = strings.TrimSuffix(h, port)
	}
	name, port := h, ""
	if i := strings.LastIndexByte(h, ':'); i > strings.LastIndexByte(h, ']') {
		name, port = h[:i], h[i:]
	}
	name = strings.TrimRight(asciiHost(name), ".")
	for {
		rest := afterWWW(name)
		if strings.IndexByte(rest, '.') <= 0 {
			break
		}
		name = rest
	}
	if name == "" {
		return ""
	}
	return name + port
}

// afterWWW returns what follows "www.", "www2." and the like, or "" without such a prefix.
func afterWWW(host string) string {
	label, rest, _ := strings.Cut(host, ".")
	number, ok := strings.CutPrefix(label, "www")
	if !ok || len(number) > 2 || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return rest
}

// asciiHost returns the ASCII form of an international host, or host itself if it cannot be converted.
func asciiHost(host string) string {
	if strings.IndexFunc(host, func(c rune) bool { return c > unicode.MaxASCII }) < 0 {
		return host
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return host
	}
	return ascii
}

// appendQuery appends the parameters that are kept, escaped and sorted.
func appendQuery(b []byte, query string) []byte {
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		e := string(appendEscaped(nil, p))
		if e == "" || e == "=" || isTracking(e) || isSession(e) {
			continue
		}
		kept = append(kept, e)
	}
	slices.Sort(kept)
	sep := byte('?')
	for _, p := range kept {
		b = append(append(b, sep), p...)
		sep = '&'
	}
	return b
}

func isTracking(parameter string) bool {
	name, value, _ := strings.Cut(strings.ToLower(parameter), "=")
	if tracking[name] || name == "outputtype" && value == "amp" {
		return true
	}
	for _, prefix := range trackingPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// appendEscaped appends s with uniform percent encoding.
func appendEscaped(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0 {
			c = byte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
			if !unreserved(c) {
				b = append(b, '%', hex[c>>4], hex[c&15])
				continue
			}
		} else if c == '%' || c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' {
			b = append(b, '%', hex[c>>4], hex[c&15])
			continue
		}
		b = append(b, c)
	}
	return b
}

// unreserved reports whether c has the same meaning encoded or not (RFC 3986, 2.3).
func unreserved(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '.' || c == '_' || c == '~'
}

func unhex(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

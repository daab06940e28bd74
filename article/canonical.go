package article

import (
	"slices"
	"strings"
)

// tracking are query parameters that tell where a reader came from and not
// which article is meant. utm_* is dropped besides.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true,
	"yclid": true, "ysclid": true, "twclid": true, "ttclid": true, "li_fat_id": true, "igshid": true, "igsh": true,
	"mc_cid": true, "mc_eid": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true, "hsctatracking": true,
	"vero_id": true, "oly_anon_id": true, "oly_enc_id": true, "s_cid": true, "cmpid": true, "cmp": true,
	"ocid": true, "ncid": true, "icid": true, "xtor": true, "wt_mc": true, "ito": true, "smid": true,
	"ref_src": true, "ref_url": true, "_ga": true, "_gl": true, "guccounter": true, "guce_referrer": true, "guce_referrer_sig": true,
	"at_medium": true, "at_campaign": true, "at_custom1": true, "at_custom2": true, "at_custom3": true, "at_custom4": true,
	"__twitter_impression": true, "srnd": true, "spm": true, "partner": true, "feedtype": true, "feedname": true,
}

// CanonicalURL returns the form of a web address that identifies the article:
// two addresses with one canonical form are taken for the same page. It is
// idempotent, and empty for what is no http or https address.
//
//   - http and https are one, written https; scheme and host in lower case
//   - "www.", the user, the ports 80 and 443 and the host's last dot are dropped:
//     a site that shows something else under www. is not known to us
//   - the fragment, tracking parameters (utm_*, fbclid, …), empty parameters and
//     the path's last slashes are dropped; the other parameters are sorted
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
	b = appendEscaped(b, strings.TrimRight(path, "/"))
	// A slash may end the path in another spelling only if it was encoded,
	// and an encoded slash is not a separator: it stays.
	sep := byte('?')
	for _, p := range canonicalQuery(query) {
		b = append(append(b, sep), p...)
		sep = '&'
	}
	return string(b)
}

// Host returns the host of a web address in lower case and without "www.", or
// "" if there is none. It names the outlet of an article that names none.
func Host(raw string) string {
	authority, _, ok := splitURL(raw)
	if !ok {
		return ""
	}
	host := canonicalHost(authority)
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return host
}

// splitURL cuts a web address into its authority and what follows, without the
// fragment. An address may lack its scheme if it starts with // or www.
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

// canonicalHost returns the host, with its port if it is not a usual one, or
// "" if no host can look so.
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
	name = strings.TrimRight(name, ".")
	for strings.HasPrefix(name, "www.") && strings.IndexByte(name[4:], '.') > 0 {
		name = name[4:]
	}
	if name == "" {
		return ""
	}
	return name + port
}

// canonicalQuery returns the parameters that are kept, escaped and sorted.
func canonicalQuery(query string) []string {
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		e := string(appendEscaped(nil, p))
		name, _, _ := strings.Cut(e, "=")
		name = strings.ToLower(name)
		if e == "" || e == "=" || tracking[name] || strings.HasPrefix(name, "utm_") {
			continue
		}
		kept = append(kept, e)
	}
	slices.Sort(kept)
	return kept
}

// appendEscaped appends s with its percent signs in one form.
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

// unreserved reports whether c means the same encoded or not (RFC 3986, 2.3).
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

package report

import (
	"net/url"
	"strings"
)

// maxLink is the most bytes of an address that becomes a link. Longer ones are printed as text.
const maxLink = 2048

// Link returns address if it is safe to follow, else "". A safe address is http or https, has a host, and
// has no user name, which could look like another host. Characters that could end an attribute or a
// Markdown link are percent-encoded.
func Link(address string) string {
	if len(address) > maxLink {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", "'", "%27", " ", "%20", "\\", "%5C", "|", "%7C", "`", "%60",
		"(", "%28", ")", "%29").Replace(u.String())
}

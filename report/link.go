package report

import (
	"net/url"
	"strings"
)

// maxLink bounds the addresses that become links, in bytes; what is longer is
// printed as text.
const maxLink = 2048

// Link returns the address if a reader may safely follow it: http or https, with
// a host and without a user name that could feign another one, and with what could
// end an attribute or a Markdown link percent-encoded. It returns the empty string
// for all others: they are printed, not linked.
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

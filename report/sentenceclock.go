package report

import (
	"fmt"
	"time"
)

// FlagSentence describes a flag of a time, see [ClockView].Flags.
func FlagSentence(flag string) string {
	switch flag {
	case "date-only":
		return "It gives a date and no time of day."
	case "after-fetch":
		return "It claims a time after the page was fetched, which cannot be: the fetch is the bound."
	case "backdated":
		return "It is dated more than 30 days before it was fetched, which is unusual for its outlet: it may be backdated."
	case "updated-only":
		return "No time of publication is given: that of the last change was used, which can be much later."
	case "fetched-only":
		return "No time of publication is given: it was there when it was fetched, and may be much older."
	case "zoneless":
		return "Neither it nor the outlet's history tells its time zone: it was read as UTC, and the bounds too."
	case "redated":
		return "Its address has a date more than a year away from the one that it gives: it appeared between the two."
	}
	return stop(capital(flag))
}

// Instant formats a time in UTC, to the second.
func Instant(unix int64) string {
	return time.Unix(unix, 0).UTC().Format(formMinute+":05") + " UTC"
}

// Duration formats seconds with a sign. From an hour on it is rounded to minutes.
func Duration(seconds int64) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	switch {
	case h > 0 && m == 0:
		return fmt.Sprintf("%s%d h", sign, h)
	case h > 0:
		return fmt.Sprintf("%s%d h %d min", sign, h, m)
	case s == 0:
		return fmt.Sprintf("%s%d min", sign, m)
	}
	return fmt.Sprintf("%s%d min %d s", sign, m, s)
}

// Sentence describes how an agency is named.
func (c *CreditView) Sentence() string {
	name := c.Agency
	if name == "" {
		name = "a publisher that is not in the registry of agencies"
	}
	role := map[string]string{
		"credit": "as the source of the text", "via": "as the way by which the text came", "republished": "as the publisher whose text this is",
		"unnamed": "as the source of the text, without naming one",
		"photo":   "for a picture, not for the text", "citation": "as the source of a statement, not of the text",
	}[c.Role]
	if role == "" {
		role = "as " + c.Role
	}
	place := map[string]string{
		"dateline": "in the dateline", "byline": "in the byline", "head": "at the head of the text", "tail": "at the end of the text",
		"copyright": "in the copyright line", "structured": "in the page's own data", "body": "within the text",
	}[c.Place]
	if place == "" {
		place = c.Place
	}
	return fmt.Sprintf("Names %s %s, %s.", name, role, place)
}

// FurnitureName returns the name of a kind of furniture for readers.
func FurnitureName(kind string) string {
	name := map[string]string{
		"comments": "comment form", "source-link": "link to the source", "related": "headline of another article", "newsletter": "newsletter box",
		"share": "share or follow bar", "caption": "picture caption or photo credit", "copyright": "copyright line", "navigation": "navigation",
		"cookies": "consent dialog", "repeated": "a line that the outlet prints under many articles",
	}[kind]
	if name == "" {
		return "part of the page"
	}
	return name
}

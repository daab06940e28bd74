package timetext

import (
	"regexp"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // names of zones have the same meaning on every machine
)

// zones are abbreviations with one usual meaning, in minutes east of UTC (CST and MST as in RFC 822). IST
// is missing, because it is used in India, Ireland and Israel; so are AST, BdST and AMT.
var zones = sync.OnceValue(func() map[string]int {
	return map[string]int{
		"z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0,
		"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
		"akst": -540, "akdt": -480, "hst": -600, "adt": -180, "nst": -210, "ndt": -150,
		"cet": 60, "mez": 60, "met": 60, "cest": 120, "mesz": 120, "mest": 120, "hnec": 60, "heec": 120,
		"eet": 120, "oez": 120, "eest": 180, "oesz": 180, "west": 60, "wesz": 60, "bst": 60,
		"msk": 180, "sast": 120, "cat": 120, "eat": 180, "wat": 60, "trt": 180, "idt": 180,
		"pkt": 300, "hkt": 480, "sgt": 480, "myt": 480, "pht": 480, "awst": 480, "ict": 420, "npt": 345, "mmt": 390,
		"wib": 420, "wita": 480, "wit": 540, "jst": 540, "kst": 540, "irst": 210, "irdt": 270,
		"aest": 600, "aedt": 660, "acst": 570, "acdt": 630, "nzst": 720, "nzdt": 780,
		"brt": -180, "brst": -120, "art": -180, "clt": -240, "clst": -180, "cot": -300, "pet": -300, "vet": -240, "uyt": -180, "bot": -240,
	}
})

// places are zone names whose offset depends on the date.
var places = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
		"eastern time": "America/New_York", "central time": "America/Chicago",
		"mountain time": "America/Denver", "pacific time": "America/Los_Angeles",
		"eastern": "America/New_York", "pacific": "America/Los_Angeles",
		"aet": "Australia/Sydney", "uk time": "Europe/London",
	}
})

// placeStarts reports whether a zone name of places begins with a word.
func placeStarts(word string) bool {
	switch word {
	case "eastern", "central", "mountain", "pacific", "uk":
		return true
	}
	return false
}

var placeName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b[A-Z][a-z]+(?:/[A-Z][A-Za-z]+(?:[_-][A-Za-z]+)*){1,2}\b`)
})

// cutPlace removes a zone name such as Europe/Kyiv from s.
func cutPlace(s string) (rest string, place *time.Location) {
	if strings.IndexByte(s, '/') < 0 {
		return s, nil
	}
	at := placeName().FindStringIndex(s)
	if at == nil {
		return s, nil
	}
	place, err := time.LoadLocation(s[at[0]:at[1]])
	if err != nil {
		return s, nil
	}
	return s[:at[0]] + " " + s[at[1]:], place
}

// zoneName reads a zone name. It only counts after a time.
func (sc *scanner) zoneName(phrase string) bool {
	if !sc.timed {
		return false
	}
	if minutes, ok := zones()[phrase]; ok {
		if !sc.zone {
			sc.offset, sc.zone = minutes*60, true
		}
		return true
	}
	name, ok := places()[phrase]
	if !ok {
		return false
	}
	if place, err := time.LoadLocation(name); err == nil && !sc.zone {
		sc.place, sc.zone = place, true
	}
	return true
}

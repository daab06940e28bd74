package press

import (
	"fmt"
	"strings"
	"time"
)

// singles prints the reports that one outlet has alone.
func (m *maker) singles() {
	for _, s := range []struct{ key, source string }{
		{"library", "talweekly.example"}, {"muehle", "talbote.example"}, {"maktaba", "khabaralba.example"},
	} {
		m.wire(m.stories[s.key], find(s.source))
	}
}

// merged prints articles made of two wires.
func (m *maker) merged() {
	for i, pair := range [][2]string{{"ferry", "bridge"}, {"harvest", "storm"}, {"bank", "ferry"}} {
		a, b := m.stories[pair[0]], m.stories[pair[1]]
		o := in("en")[i+1]
		it := m.item(o, a, "merged", 11*time.Hour)
		it.URL += "-m"
		it.Title = a.title + "; " + strings.ToLower(b.title[:1]) + b.title[1:]
		it.second = b.key
		it.add(a.key, a.paras[:3]...)
		it.add("own", "In other news from the coast, the day brought more than one surprise.")
		it.add(b.key, b.paras[:3]...)
		if w := m.byKey[a.key]; w != nil {
			it.parent, it.wire = w.ID, w.ID
		}
	}
}

// updates prints later versions of a running story: the storm, and a
// correction of the bank's figures.
func (m *maker) updates() {
	s := m.stories["storm"]
	for v, source := range []string{"fennicktimes.example", "coastdaily.example", "fennicktimes.example"} {
		it := m.copyOf(s, find(source), "update", time.Duration(4+3*v)*time.Hour, func(_ *item, p []string) []string {
			p[0] = strings.Replace(p[0], "about 21,000 households", fmt.Sprintf("about %d,000 households", 17-5*v), 1)
			return append(p, fmt.Sprintf("By %d o'clock power was back in %s.", 12+3*v, []string{"Brack", "Tal", "half of Fennick"}[v]))
		})
		it.version = v + 2
		it.URL += "-u"
	}
	b := m.stories["bank"]
	it := m.copyOf(b, find("kontor.example"), "update", 90*time.Minute, func(_ *item, p []string) []string {
		p[1] = strings.Replace(p[1], "96 million", "69 million", 1)
		return append([]string{"CORRECTION: the sum set aside is 69 million crowns, not 96 million."}, p...)
	})
	it.Title, it.version, it.URL = "CORRECTED: "+b.title, 2, it.URL+"-u"
}

// quotes prints own reports that share no more than somebody's words.
func (m *maker) quotes() {
	quote := "\"We have repaired her longer than anyone thought possible,\" harbour director Ilse Vandram told reporters on the quay."
	for i, t := range []struct{ source, title, before, after string }{
		{"islandradio.example", "A song for the Gudrun", "The choir of the islands will sing on the old ferry's last day. Forty voices are expected on deck.", "Tickets are free, but the deck is not large, so come early and bring a coat."},
		{"oldmoornews.example", "Comment: who pays for the quay?", "Nobody likes to say goodbye to a ship, least of all those who have to pay for the next one.", "She may be right, but the council should have asked the people of Oldmoor before it signed."},
	} {
		s := &story{key: fmt.Sprintf("quote%d", i+1), lang: "en", agency: "-", sent: m.stories["ferry"].sent.Add(26 * time.Hour), title: t.title}
		it := m.item(find(t.source), s, "original", time.Duration(i)*time.Hour)
		it.add(s.key, t.before, quote, t.after)
		for j := range it.runs {
			it.runs[j].owner = "own"
		}
	}
}

// notes prints templated notes that are no copies of each other.
func (m *maker) notes() {
	sent := m.stories["ferry"].sent
	towns := []string{"Norhaven", "Oldmoor", "Fennick", "Brackwater", "Tal", "Brack"}
	skies := []string{"dry with light wind from the west", "wet until noon", "foggy on the water", "bright and cold", "mild with some cloud", "stormy"}
	for i, town := range towns {
		s := &story{key: fmt.Sprintf("weather%d", i+1), lang: "en", agency: "-", sent: sent.Add(time.Duration(i*5) * time.Hour), title: "Weather for " + town}
		it := m.item(find("islandradio.example"), s, "original", 0)
		it.add("own", fmt.Sprintf("%s stays %s. Highest temperature %d degrees, lowest %d. Sunrise at %d:%02d. The water is %d degrees warm.",
			town, skies[i], 11+i*2, 3+i, 5, 12+i*3, 8+i%4))
	}
	for i, firm := range []string{"Ostlys", "Vindal Fruit", "Holmen Timber", "Albe Cruises", "Sund Cement"} {
		s := &story{key: fmt.Sprintf("earnings%d", i+1), lang: "en", agency: "KONTOR", sent: sent.Add(time.Duration(20+i) * time.Hour), title: firm + " reports first quarter"}
		it := m.item(find("kontor.example"), s, "original", 0)
		it.wire, it.credited = it.ID, true
		it.add("own", fmt.Sprintf("%s had sales of %d million crowns in the first quarter after %d million a year before. "+
			"Net profit was %d million. The board proposes a dividend of %d.%d crowns a share. The annual meeting is on %d June.",
			firm, 120+i*77, 111+i*81, 9+i*4, 1+i, 5-i, 4+i*3))
	}
}

// shorts prints texts of a few words: two identical, two nearly so, and others.
func (m *maker) shorts() {
	sent := m.stories["bridge"].sent.Add(3 * time.Hour)
	for _, t := range []struct{ key, source, how, text string }{
		{"short1", "norhavenpost.example", "original", "The night ferry to the islands is cancelled on Thursday because of strong wind."},
		{"short1", "coastdaily.example", "verbatim", "The night ferry to the islands is cancelled on Thursday because of strong wind."},
		{"short2", "fennicktimes.example", "original", "A lorry lost its load of apples on the northern road near Tal; the road was closed for an hour."},
		{"short2", "oldmoornews.example", "edited", "A lorry lost its load of apples on the northern road near Tal; the road was closed for two hours."},
		{"short3", "talweekly.example", "original", "Lost: one grey cat, answers to Admiral."},
		{"short4", "islandradio.example", "original", "Correction"},
		{"short5", "sundblatt.example", "original", "Die Bücherei in Brack bleibt am Freitag geschlossen."},
	} {
		s := &story{key: t.key, lang: "en", agency: "-", sent: sent, title: "In brief"}
		if t.source == "sundblatt.example" {
			s.lang, s.title = "de", "Kurz gemeldet"
		}
		it := m.item(find(t.source), s, t.how, time.Duration(m.serial%7)*time.Minute)
		if w := m.byKey[t.key]; w != nil {
			it.parent = w.ID
		} else {
			m.byKey[t.key] = it
		}
		it.add(t.key, t.text)
	}
}

// clocks prints copies whose clocks are wrong, coarse or missing, and odd ids.
func (m *maker) clocks() {
	s := m.stories["harvest"]
	for i, published := range []string{"2031-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2024-05-07", "", "last Tuesday", "2024-05-06T23:50:00Z", "2024-05-07T14:30:00+05:00"} {
		it := m.copyOf(s, in("en")[i%7], "verbatim", 2*time.Hour, func(_ *item, p []string) []string { return p })
		it.Published = published
		it.URL += "-w"
	}
	for i, id := range []string{"../../odd id?#%00", "<b>bold</b> \"id\" 🙂"} {
		it := m.copyOf(m.stories["bank"], in("en")[i], "verbatim", 7*time.Hour, nil)
		it.ID, it.URL = id, it.URL+"-o"
	}
	it := m.copyOf(m.stories["sever"], find("prolivinfo.example"), "verbatim", 8*time.Hour, nil)
	it.noID, it.URL = true, it.URL+"-n"
	it.ID = deriveID(it)
}

// twice prints pages under a second address of the same site.
func (m *maker) twice() {
	for _, key := range []string{"ferry", "bank", "ecole"} {
		w := m.byKey[key]
		m.serial++
		it := *w
		it.ID, it.URL = fmt.Sprintf("p%03d", m.serial), w.URL+"?output=amp"
		it.how, it.parent = "duplicate", w.ID
		m.items = append(m.items, &it)
	}
}

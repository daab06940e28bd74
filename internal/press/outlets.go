package press

// An agency is a fictional news agency.
type agency struct{ name, short, aliases, domain, dateline string }

func agencies() []agency {
	return []agency{
		{"MERIDIAN", "Meridian", "Meridian News Agency;MNA", "meridian-wire.example", "PLACE, Month D"},
		{"KONTOR", "Kontor", "Kontor Nachrichten;Контор", "kontor.example", "PLACE (Kontor)"},
		{"LEVANTE", "Levante", "Agence Levante;ليفانتي", "levante.example", "PLACE (Levante)"},
	}
}

// An outlet is a fictional site or paper. Head and tail are the furniture that
// it leaves in its texts.
type outlet struct {
	source, name, lang string
	credit             string // %s is the agency; empty: it drops credits
	tail               []string
}

func outlets() []outlet {
	comments := []string{"Leave a Reply", "Your email address will not be published. Required fields are marked *"}
	return []outlet{
		{"meridian-wire.example", "Meridian", "", "", nil},
		{"kontor.example", "Kontor", "", "", nil},
		{"levante.example", "Levante", "", "", nil},
		{"norhavenpost.example", "Norhaven Post", "en", "(%s)", nil},
		{"soundherald.example", "Sound Herald", "en", "", append([]string{"Source link"}, comments...)},
		{"fennicktimes.example", "Fennick Times", "en", "With material from %s", []string{"Subscribe to our newsletter"}},
		{"coastdaily.example", "Coast Daily", "en", "", []string{"Share this article"}},
		{"oldmoornews.example", "Oldmoor News", "en", "© %s", nil},
		{"talweekly.example", "Tal Weekly", "en", "", nil},
		{"islandradio.example", "Island Radio", "en", "", comments},
		{"sundblatt.example", "Sundblatt", "de", "(%s)", nil},
		{"kuestenbote.example", "Küstenbote", "de", "Mit Material von %s", []string{"Newsletter abonnieren"}},
		{"talbote.example", "Talbote", "de", "", nil},
		{"lecourrierdalbe.example", "Le Courrier d'Albe", "fr", "(avec %s)", nil},
		{"ilesmatin.example", "Îles Matin", "fr", "", []string{"Laisser un commentaire"}},
		{"eldiariodealbe.example", "El Diario de Albe", "es", "(%s)", nil},
		{"severnygolos.example", "Северный голос", "ru", "", nil},
		{"prolivinfo.example", "Пролив-инфо", "ru", "%s", nil},
		{"sadaalmina.example", "صدى الميناء", "ar", "(%s)", nil},
		{"khabaralba.example", "خبر ألبة", "ar", "", nil},
		{"haixiabao.example", "海峡报", "zh", "", nil},
		{"talribao.example", "塔尔日报", "zh", "（%s）", nil},
	}
}

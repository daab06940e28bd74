package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bylinePrefixes are the beginnings of bylines, in lower case, longest first.
func bylinePrefixes() []string {
	return []string{
		"reported by", "written by", "posted by", "published by", "article by", "story by", "by:", "by ", "author:", "authors:", "author ",
		"autorin/autor", "autoren ", "text und interview:", "ein beitrag von", "ein artikel von", "geschrieben von", "veröffentlicht von", "interview:", "text:", "text von", "von:", "von ", "autor:", "autorin:", "autoren:", "verfasst von", "redaktion:",
		"écrit par", "publié par", "rédigé par", "article de", "par ", "auteur:", "auteur :", "propos recueillis par",
		"escrito por", "publicado por", "redacción:", "por:", "por ", "autora:", "texto:",
		"scritto da", "pubblicato da", "di ", "da ", "autore:", "geschreven door", "door ", "auteur ", "tekst:",
		"av ", "skrevet av", "skriven av", "af ", "tekijä:", "autor ", "napisał", "opracował", "автор:", "авторы:", "текст:", "автор ",
		"yazan:", "haber:", "muhabir:", "συντάκτης:", "του ", "της ", "بقلم", "كتب", "كتبت", "تحرير", "作者：", "作者:", "文／", "文/", "记者", "記者", "編集部", "筆者", "文：", "글",
		"tác giả:", "oleh ", "penulis:", "reporter:", "מאת", "נכתב על ידי",
	}
}

// bylineOpening reports whether a line begins like a byline.
func bylineOpening(s string) bool {
	low := strings.ToLower(s)
	for _, p := range bylinePrefixes() {
		if strings.HasPrefix(low, p) || low == strings.TrimSpace(p) {
			return true
		}
	}
	return false
}

var byAfterDate = regexp.MustCompile(`^[^\n]{0,60}\d[^\pL\n]{0,9}(?:\pL{1,4}\.?[^\pL\n]{0,5})?\s((?i:by|von|par|por|di|door|av|af|przez|oleh)\s+\p{Lu}[^\d\n]{2,60})$`)

// datedByline returns the byline that follows a date in one line, as in "Posted
// on 3 May 2031 by Ana Roe", or "".
func datedByline(s string) string {
	m := byAfterDate.FindStringSubmatch(s)
	if len(m) < 2 || len(strings.Fields(m[1])) > 5 {
		return ""
	}
	return m[1]
}

// editorLabel matches words before the names of editors, who are not authors.
var editorLabel = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:editors?|edited|editing|editado|édité|bearbeitet|redigeret|redigert|redaktör|redaktør|редактор)(?:\s+(?:by|por|par|von|af|av)\s|\s*[:：])|` +
	`(?:责任?编辑?|責任?編輯?|编辑|編輯|校对|校對|审核|審核|편집)\s*[：: ]`)

// cleanByline removes "By", dates and decoration from a byline.
func cleanByline(s string) string {
	s = oneLine(s)
	if at := editorLabel.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	s = strings.Trim(s, " |•·,;:–—-/\"“”")
	for range 3 {
		low := strings.ToLower(s)
		if len(low) != len(s) {
			break
		}
		cut := false
		for _, p := range bylinePrefixes() {
			if strings.HasPrefix(low, p) && len(low) > len(p) {
				s, cut = strings.TrimLeft(s[len(p):], " :|,"), true
				break
			}
		}
		if !cut {
			break
		}
	}
	// A date, a number of comments or an address follows.
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsDigit(r) || r == '@' }); i > 0 {
		cut := strings.LastIndexAny(s[:i], ",|•·–—(/;")
		if cut <= 0 {
			cut = strings.LastIndexByte(s[:i], ' ')
		}
		s = s[:max(cut, 0)]
	}
	return strings.Trim(s, " |•·,;:–—-/(\"“”")
}

// looksLikeNames reports whether s can be the names of people or a desk.
func looksLikeNames(s string) bool {
	words := strings.Fields(s)
	if len(s) < 2 || len(s) > maxName || len(words) == 0 || len(words) > 14 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) || strings.ContainsAny(s, "<>{}=?!\\") || strings.Contains(s, "http") {
		return false
	}
	switch strings.ToLower(s) {
	case "author", "authors", "autor", "autoren", "auteur", "byline", "share", "follow", "comments", "about the author", "über den autor", "alle beiträge", "alle artikel", "all posts", "view all posts", "by", "von", "par", "por", "admin", "read more", "contributor":
		return false
	}
	if containsAny(strings.ToLower(words[0]), "foto", "photo", "bild", "image", "quelle", "source") && len(words) > 1 {
		return false
	}
	// In scripts with case, a name has capitals.
	return !unicode.In(first, unicode.Latin, unicode.Cyrillic, unicode.Greek) || len(words) <= 5 || capitals(words)*2 >= len(words)
}

// capitalised reports whether s has two words or more, and each begins with a
// capital, apart from "and" between names.
func capitalised(s string) bool {
	words := slices.DeleteFunc(strings.Fields(s), func(w string) bool {
		switch w {
		case "and", "und", "et", "y", "e", "en", "og", "och", "i", "и", "ve", "&":
			return true
		}
		return false
	})
	return len(words) > 1 && capitals(words) == len(words)
}

// capitals counts the words that begin with a capital.
func capitals(words []string) (n int) {
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			n++
		}
	}
	return n
}

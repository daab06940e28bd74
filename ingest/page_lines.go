package ingest

import (
	"regexp"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

var (
	// The length of a recording: "1:30", "(12:38)".
	runTime = regexp.MustCompile(`^[(\[]?\d{1,2}:[0-5]\d(?::[0-5]\d)?[)\]]?$`)
	// The length of a recording in its caption: "12.03.2024
	// 3:18 min".
	recording = regexp.MustCompile(`(?i)(?:^|[\s|])\d{1,2}:[0-5]\d(?::[0-5]\d)?\s*min\b`)
	// A tag that a content system did not replace: "[button link=x]Send us yours[/button]".
	shortcode = regexp.MustCompile(`^\[[a-z][a-z_-]*(?:\s[^\]]*)?\].*\[/[a-z_-]+\]$|^\[[a-z][a-z_-]*\s[a-z_-]+=[^\]]*\]$`)
	// A name and the address of an account.
	account = regexp.MustCompile(`(?i)^[^.!?]{1,40}\s(?:https?://)?(?:www\.)?(?:facebook|fb|twitter|x|instagram|youtube|t|telegram|linkedin|tiktok|vk|weibo|threads)\.(?:com|me|ru|net)/\S+$`)
)

// maxRunTime is the length in bytes of the longest such length.
const maxRunTime = 12

// widgetLine returns the kind of a line that belongs to a player, to an embedded page, or to a placeholder
// for one.
func widgetLine(line string) (article.Kind, bool) {
	if len(line) > 700 || line == "" {
		return 0, false
	}
	switch {
	case len(line) <= maxRunTime && runTime.MatchString(line), line[0] == '[' && shortcode.MatchString(line):
		return article.KindOther, true
	case len(line) <= maxFurniture && strings.Contains(line, "/") && account.MatchString(line):
		return article.KindShare, true
	case strings.Contains(line, ":") && hasYear(line) && recording.MatchString(line):
		return article.KindCaption, true
	case embedNotice(line):
		return article.KindCookies, true
	case len(line) <= maxFurniture && scriptNotice(line):
		return article.KindOther, true
	}
	return 0, false
}

// embedNotice reports whether a line says that content of another site can be shown.
func embedNotice(line string) bool {
	low := strings.ToLower(line)
	return containsAny(low, "extern", "third-party", "third party", "embedded", "eingebettet", "intégré", "incrustado", "incorporat", "ingesloten", "osadzon") &&
		containsAny(low, "inhalt", "content", "contenu", "contenido", "contenut", "conteúdo", "inhoud", "innhold", "innehåll", "indhold", "treści") &&
		containsAny(low, "mit einem klick", "mit nur einem klick", "anzeigen lassen", "with one click", "with a single click", "click to load", "click to show", "click to display", "en un clic", "d'un clic", "con un clic", "com um clique", "met één klik", "met een klik", "med et klikk", "med ett klick", "jednym kliknięciem")
}

// scriptNotice reports whether a line says that the page needs scripts.
func scriptNotice(line string) bool {
	if !containsAny(line, "avascript", "avaScript", "AVASCRIPT") {
		return false
	}
	low := strings.ToLower(line)
	return strings.Contains(low, "javascript") &&
		containsAny(low, "requires", "enable", "turn on", "disabled", "aktivier", "einschalten", "deaktiviert", "erforderlich", "activer", "activez", "désactivé", "activar", "active ", "activa ", "habilit", "attiva", "abilita", "ative ", "inschakel", "włącz", "включ", "有効", "启用", "啟用")
}

// plainMarkdown removes the Markdown marks that some content systems leave in an articleBody.
func plainMarkdown(s string) string {
	if strings.Count(s, "](") < minMarkdown {
		return s
	}
	s = markdownLink.ReplaceAllString(s, "$1")
	s = markdownClass.ReplaceAllString(s, "")
	s = markdownEmphasis.ReplaceAllString(s, "$1$2")
	return markdownFence.ReplaceAllString(s, "")
}

// minMarkdown is the least number of Markdown links in a text that is written in Markdown.
const minMarkdown = 2

var (
	markdownLink     = regexp.MustCompile(`\[([^\]\n]{1,300})\]\((?:https?://|/|#|mailto:)[^)\s]*\)`)
	markdownClass    = regexp.MustCompile(`\{:[^}\n]{0,80}\}`)
	markdownEmphasis = regexp.MustCompile(`(^|[^\pL\pN*])\*{1,3}([^*\s](?:[^*\n]{0,200}[^*\s])?)\*{1,3}`)
	markdownFence    = regexp.MustCompile(`(?m)^\+\+\+[\w-]*$`)
)

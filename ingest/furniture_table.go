package ingest

import (
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// heading says which further lines are furniture too.
type heading uint8

const (
	headsNothing heading = iota
	headsList            // the headlines below it
	headsAll             // everything below it, if that is short lines
)

// phrase is the meaning of a furniture line.
type phrase struct {
	kind  article.Kind
	heads heading
}

// The tables below are written in the form of normLine. phrases match whole lines; openings match the
// beginning of a line up to a space or colon. They are read-only.
var (
	phrases  = compile(wholeLines, moreLines)
	openings = compile(lineOpenings, moreOpenings)

	phraseStarts = collectStarts(phrases, openings)
)

// collectStarts returns the first letters of all phrases.
func collectStarts(tables ...map[string]phrase) *starts {
	set := new(starts)
	for _, t := range tables {
		for p := range t {
			if at, ok := startOf(p); ok {
				set[at/64] |= 1 << (at % 64)
			}
		}
	}
	return set
}

// compile makes a lookup table of "a
// b" lists.
func compile(tables ...[]phraseRow) map[string]phrase {
	table := make(map[string]phrase)
	for _, row := range slices.Concat(tables...) {
		for p := range strings.SplitSeq(row.list, "|") {
			table[strings.TrimSpace(p)] = row.phrase
		}
	}
	return table
}

// phraseRow is a set of phrases of one meaning.
type phraseRow struct {
	phrase
	list string
}

// wholeLines are lines that are furniture as a whole: en, de, fr, es, it, pt,
// nl, ru, ar, zh, ja.
var wholeLines = []phraseRow{
	{phrase{article.KindComments, headsAll}, `
leave a reply|leave a comment|leave a response|post a comment|add a comment|add comment|write a comment|join the conversation|join the discussion|leave a reply cancel reply|reply cancel|
kommentar schreiben|kommentar hinterlassen|schreibe einen kommentar|schreiben sie einen kommentar|einen kommentar schreiben|antworten abbrechen|kommentar verfassen|hinterlasse eine antwort|
laisser un commentaire|laissez un commentaire|laisser une réponse|ajouter un commentaire|laisser un commentaire annuler la réponse|poster un commentaire|
deja un comentario|dejar un comentario|deja una respuesta|dejar una respuesta|deja una respuesta cancelar la respuesta|escribe un comentario|añadir comentario|
lascia un commento|lascia una risposta|lascia un commento annulla risposta|scrivi un commento|aggiungi un commento|invia commento|
deixe um comentário|deixe uma resposta|deixe um comentário cancelar resposta|escreva um comentário|adicionar comentário|
geef een reactie|laat een reactie achter|plaats een reactie|reactie plaatsen|geef een reactie reactie annuleren|
добавить комментарий|оставить комментарий|оставьте комментарий|написать комментарий|добавить комментарий отменить ответ|отменить ответ|
اترك تعليقا|اترك تعليقاً|اترك ردا|اترك رداً|أضف تعليق|أضف تعليقا|أضف تعليقك|أضف تعليقاً|إضافة تعليق|اترك تعليقك|اكتب تعليقا|إلغاء الرد|اترك تعليقاً إلغاء الرد|
发表评论|发表回复|留下评论|取消回复|我要评论|发表您的评论|發表評論|發佈留言|發表迴響|コメントを残す|コメントする|コメントを書く|コメントを投稿する|返信をキャンセルする`},
	{phrase{article.KindComments, headsNothing}, `
comments|0 comments|no comments|no comments yet|view comments|show comments|read comments|comments are closed|view all comments|load comments|comments (0|post comment|comment|your name|your email|email|name|website|save my name, email, and website in this browser for the next time i comment|required fields are marked|
kommentare|keine kommentare|kommentare anzeigen|alle kommentare anzeigen|zu den kommentaren|commentaires|aucun commentaire|voir les commentaires|lire les commentaires|
comentarios|sin comentarios|ver comentarios|no hay comentarios|commenti|nessun commento|comentários|sem comentários|nenhum comentário|ver comentários|reacties|geen reacties|bekijk reacties|комментарии|нет комментариев|комментариев нет|комментировать|
التعليقات|تعليقات|لا توجد تعليقات|لا يوجد تعليقات|评论|网友评论|暂无评论|評論|コメント|コメントはありません`},
	{phrase{article.KindSourceLink, headsNothing}, `
source link|source links|original source|original article|source url|link to original article|link to source|read the original article|read original article|view original|view original article|click here to read the original article|read the full article here|read full article|read the full story|read full story|read more at source|via source|source : link|
quelllink|link zur quelle|zum originalartikel|originalartikel|zur quelle|lien source|lien vers la source|lire l'article original|article original|lire la suite|enlace fuente|enlace de origen|enlace a la fuente|artículo original|leer artículo original|leer el artículo original|
link alla fonte|link fonte|articolo originale|leggi l'articolo originale|link da fonte|link da matéria|artigo original|leia o artigo original|matéria original|bronlink|link naar bron|origineel artikel|ссылка на источник|ссылка на оригинал|оригинал статьи|
رابط المصدر|رابط الخبر|المصدر الأصلي|原文链接|阅读原文|查看原文|原文網址|閱讀原文|元記事|元の記事|元記事を読む`},
	{phrase{article.KindRelated, headsList}, `
related articles|related stories|related news|related posts|related content|related topics|related coverage|related|more on this story|more stories|more news|more from this section|most read|most popular|most viewed|trending|trending now|trending stories|recommended|recommended stories|recommended for you|recommended reading|you may also like|you might also like|you may like|also read|read also|see also|read more|read next|must read|don't miss|editor's picks|editors' picks|top stories|latest news|in case you missed it|more on this topic|up next|suggested reading|
mehr zum thema|lesen sie auch|lesen sie mehr|weiterlesen|auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren|verwandte artikel|ähnliche artikel|weitere artikel|weitere nachrichten|meistgelesen|meistgelesene artikel|lesetipps|empfohlene artikel|mehr dazu|zum thema|
lire aussi|à lire aussi|a lire aussi|à lire également|lire également|sur le même sujet|articles liés|articles similaires|articles connexes|les plus lus|les plus lues|à voir aussi|voir aussi|à ne pas manquer|notre sélection|en savoir plus|vous aimerez aussi|
lea también|lee también|leer también|lea además|lee además|te puede interesar|también te puede interesar|le puede interesar|noticias relacionadas|artículos relacionados|más noticias|lo más leído|lo más visto|más leídas|más leídos|ver más|leer más|más información|relacionado|relacionados|
leggi anche|potrebbe interessarti|potrebbe interessarti anche|potrebbero interessarti|articoli correlati|notizie correlate|i più letti|le più lette|più letti|vedi anche|leggi di più|
leia também|leia mais|veja também|saiba mais|notícias relacionadas|artigos relacionados|matérias relacionadas|mais lidas|mais lidos|você pode gostar|pode gostar também|
lees ook|lees meer|lees verder|meer nieuws|meer over dit onderwerp|gerelateerde artikelen|gerelateerd|meest gelezen|bekijk ook|aanbevolen|
читайте также|читать также|читайте еще|по теме|материалы по теме|похожие новости|похожие материалы|другие новости|популярное|популярные новости|самое читаемое|рекомендуем|смотрите также|главное|подробнее|читать далее|
اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|إقرأ أيضاً|اقرا ايضا|إقرأ أيضًا|اقرأ أيضًا|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|مقالات ذات صلة|الأكثر قراءة|شاهد أيضا|شاهد أيضاً|قد يعجبك أيضا|قد يعجبك أيضاً|ذات صلة|المزيد|
les også|les mer|se også|läs också|läs även|läs mer|se även|læs også|læs mere|lue myös|lue lisää|katso myös|czytaj także|czytaj też|czytaj więcej|przeczytaj także|zobacz także|zobacz też|polecamy|čtěte také|přečtěte si také|související články|čítajte aj|olvassa el|kapcsolódó cikkek|citește și|citiți și|vezi și|articole similare|pročitajte još|pročitajte i|povezane vijesti|preberite še|прочетете още|вижте още|читайте також|дивіться також|διαβάστε επίσης|διαβάστε ακόμη|δείτε επίσης|ilgili haberler|bunlar da ilginizi çekebilir|öne çıkanlar|günün manşetleri|günün önemli manşetleri|xem thêm|đọc thêm|tin liên quan|bài viết liên quan|baca juga|berita terkait|artikel terkait|เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|อ่านเพิ่มเติม|관련기사|관련뉴스|관련 기사|많이 본 뉴스|קראו גם|כתבות נוספות|بیشتر بخوانید|اخبار مرتبط|मिलती जुलती खबरें|यह भी पढ़ें|ये भी पढ़ें|おすすめ情報|
相关阅读|相关新闻|相关文章|延伸阅读|推荐阅读|热门文章|更多新闻|精彩推荐|猜你喜欢|相關新聞|相關文章|延伸閱讀|推薦閱讀|熱門新聞|関連記事|関連ニュース|あわせて読みたい|人気記事|おすすめ記事|こちらもおすすめ|アクセスランキング`},
	{phrase{article.KindNewsletter, headsNothing}, `
newsletter|newsletters|sign up|subscribe|subscribe now|sign up now|sign up for our newsletter|subscribe to our newsletter|get our newsletter|email address|enter your email|enter your email address|your email address|subscribe today|get the latest news delivered to your inbox|get breaking news alerts|thank you for subscribing|you have successfully subscribed|sign up here|email sign up|daily newsletter|
newsletter abonnieren|jetzt abonnieren|jetzt anmelden|newsletter anmelden|e-mail-adresse|zum newsletter anmelden|s'abonner|abonnez-vous|s'inscrire|inscrivez-vous à notre newsletter|abonnez-vous à notre newsletter|je m'abonne|votre adresse e-mail|adresse e-mail|recevez notre newsletter|
suscríbete|suscríbase|suscríbete a nuestro boletín|suscríbete a nuestra newsletter|boletín|boletines|correo electrónico|iscriviti|iscriviti alla newsletter|iscriviti alla nostra newsletter|assine|assine já|assine nossa newsletter|inscreva-se|receba nossa newsletter|aanmelden|meld je aan|schrijf je in|meld je aan voor de nieuwsbrief|abonneer|nieuwsbrief|
подписаться|подписаться на рассылку|подпишитесь на рассылку|подпишитесь|рассылка|подписка на новости|اشترك|اشترك الآن|النشرة البريدية|اشترك في النشرة البريدية|اشترك في نشرتنا|اشترك في نشرتنا البريدية|订阅|立即订阅|訂閱|訂閱電子報|メールマガジン|メルマガ登録|ニュースレター登録`},
	{phrase{article.KindShare, headsNothing}, `
share|share this|share this article|share this story|share this post|share on|share on facebook|share on twitter|share on x|share on whatsapp|share on linkedin|share via email|share this:facebooktwitter|share article|share story|share options|share link|copy link|link copied|tweet|tweet this|facebook|twitter|whatsapp|linkedin|pinterest|telegram|reddit|print|print this|print this article|print article|email this|email this article|email this story|email to a friend|facebook twitter|facebook twitter whatsapp|facebook twitter linkedin|share tweet|share tweet share|like this|like us on facebook|follow us|follow us on twitter|follow us on facebook|save article|listen to this article|a a a|
teilen|artikel teilen|beitrag teilen|auf facebook teilen|auf twitter teilen|per e-mail teilen|drucken|artikel drucken|merken|folgen sie uns|link kopieren|partager|partager cet article|partager sur facebook|partager sur twitter|imprimer|envoyer par e-mail|suivez-nous|copier le lien|
compartir|comparte|compartir en facebook|compartir en twitter|compartir en whatsapp|compartir esta noticia|comparte esta noticia|imprimir|síguenos|síguenos en|copiar enlace|condividi|condividi su facebook|condividi l'articolo|stampa|seguici|seguici su|invia per email|compartilhar|compartilhe|compartilhe isso|compartilhe esta notícia|compartilhar no facebook|siga-nos|copiar link|partilhar|
delen|deel dit artikel|deel via|deel artikel|deel op facebook|volg ons|afdrukken|поделиться|поделиться в соцсетях|поделиться новостью|поделитесь|распечатать|скопировать ссылку|версия для печати|شارك|شاركها|شارك الخبر|مشاركة|شارك هذا الموضوع|شارك المقال|طباعة|تابعنا|نسخ الرابط|شاركها فيسبوك تويتر|
分享|分享到|分享至|打印|收藏|转发|列印|シェア|シェアする|ツイート|ツイートする|印刷|ブックマーク|シェアツイート`},
	{phrase{article.KindNavigation, headsNothing}, `
next|previous|next previous|previous next|prev|next article|previous article|next story|previous story|next post|previous post|back to top|skip to content|skip to main content|skip to navigation|home|menu|search|close|tags|topics|categories|back|load more|show more|show less|see more|view all|view more|click here|log in|sign in|my account|toggle navigation|jump to navigation|continue reading|story continues below|story continues below advertisement|article continues below|
zurück|weiter|nach oben|startseite|menü|suche|themen|schlagwörter|nächster artikel|vorheriger artikel|zur startseite|zum inhalt springen|zum seitenanfang|mehr anzeigen|anmelden|précédent|suivant|article précédent|article suivant|haut de page|accueil|rechercher|mots-clés|aller au contenu|retour en haut|connexion|
anterior|siguiente|anterior siguiente|inicio|buscar|etiquetas|temas|artículo anterior|artículo siguiente|ir al contenido|volver arriba|precedente|successivo|articolo precedente|articolo successivo|torna su|próximo|próxima|artigo anterior|próximo artigo|início|voltar ao topo|assuntos|marcadores|vorige|volgende|vorig artikel|volgend artikel|zoeken|terug|naar boven|
назад|вперед|далее|наверх|главная|теги|метки|предыдущая статья|следующая статья|предыдущая|следующая|войти|السابق|التالي|السابق التالي|التالي السابق|سمات|الوسوم|الرئيسية|المقال السابق|المقال التالي|الكلمات المفتاحية|بحث|القائمة|上一篇|下一篇|返回顶部|返回首页|首页|标签|關鍵字|回首頁|前の記事|次の記事|関連キーワード|よくある質問はこちら|ページの先頭へ|トップへ戻る|ホーム|タグ`},
	{phrase{article.KindOther, headsNothing}, `
advertisement|advertisements|advertising|ad|sponsored|sponsored content|promoted content|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|реклама|إعلان|إعلانات|广告|廣告|広告|continue reading the main story|article continues after advertisement|article continues after this advertisement|story continues after advertisement|- advertisement|este artículo continúa tras la publicidad|lecture en cours|loading|loading...|please enable javascript|javascript is required`},
	{phrase{article.KindCookies, headsNothing}, `
accept all|accept cookies|accept all cookies|reject all|cookie settings|cookie policy|manage cookies|manage preferences|privacy policy|cookie preferences|alle akzeptieren|alle cookies akzeptieren|cookie-einstellungen|datenschutzeinstellungen|tout accepter|tout refuser|accepter les cookies|gérer les cookies|politique de confidentialité|aceptar todo|aceptar cookies|aceptar todas las cookies|política de privacidad|política de cookies|accetta tutti|accetta i cookie|aceitar todos|aceitar cookies|alles accepteren|cookies accepteren|принять все|принять cookies|قبول الكل|قبول ملفات تعريف الارتباط|接受所有|全部接受|すべて同意する|すべて許可`},
	{phrase{article.KindCopyright, headsNothing}, `
all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden|все права защищены|جميع الحقوق محفوظة|版权所有|版權所有|無断転載を禁じます|無断転載禁止|riproduzione riservata|© riproduzione riservata|reproduction interdite|prohibida su reproducción|reproducción prohibida`},
}

// lineOpenings are the beginnings of furniture lines.
var lineOpenings = []phraseRow{
	{phrase{article.KindComments, headsNothing}, `
your email address will not be published|deine e-mail-adresse wird nicht veröffentlicht|ihre e-mail-adresse wird nicht veröffentlicht|votre adresse e-mail ne sera pas publiée|votre adresse de messagerie ne sera pas publiée|tu dirección de correo electrónico no será publicada|su dirección de correo electrónico no será publicada|il tuo indirizzo email non sarà pubblicato|o seu endereço de e-mail não será publicado|o seu endereço de email não será publicado|je e-mailadres wordt niet gepubliceerd|het e-mailadres wordt niet gepubliceerd|ваш адрес email не будет опубликован|لن يتم نشر عنوان بريدك الإلكتروني|您的邮箱地址不会被公开|您的电子邮箱地址不会被公开|發佈留言必須填寫的電子郵件地址不會公開|メールアドレスが公開されることはありません|save my name, email|you must be logged in to post|you must log in to post|please log in to comment|please sign in to comment|sie müssen angemeldet sein, um|vous devez vous connecter pour|you need to be logged in to|be the first to comment|schreiben sie den ersten kommentar|schreibe den ersten kommentar|soyez le premier à commenter|sé el primero en comentar|sea el primero en comentar|seja o primeiro a comentar|sii il primo a commentare|plaats de eerste reactie|bądź pierwszy`},
	{phrase{article.KindRelated, headsNothing}, `
read more:|also read:|read also:|read:|see also:|related:|related story:|related article:|related articles:|more:|more on this:|don't miss:|must read:|watch also:|read this:|read next:|also read |you may also like:|recommended:|more coverage:|
lesen sie auch:|lesen sie hier:|lesen sie mehr:|mehr zum thema:|lesen sie dazu:|lesen sie dazu auch:|auch interessant:|mehr dazu:|lesetipp:|lire aussi:|lire aussi :|à lire aussi:|à lire aussi :|a lire aussi:|a lire aussi :|à lire également:|lire également:|lire:|voir aussi:|
lea también:|lee también:|lea más:|lee más:|leer más:|te puede interesar:|le puede interesar:|lea además:|ver también:|vea también:|leggi anche:|leggi anche :|potrebbe interessarti:|leia também:|leia mais:|veja também:|saiba mais:|lees ook:|lees meer:|bekijk ook:|zie ook:|читайте также:|читать также:|по теме:|смотрите также:|читайте еще:|
les også:|se også:|läs också:|läs även:|läs mer:|læs også:|lue myös:|czytaj także:|czytaj też:|czytaj więcej:|zobacz też:|zobacz także:|čtěte také:|přečtěte si také:|olvassa el:|citește și:|vezi și:|pročitajte i:|pročitajte još:|прочетете още:|читайте також:|διαβάστε επίσης:|διαβάστε ακόμη:|xem thêm:|đọc thêm:|baca juga:|ये भी पढ़ें:|यह भी पढ़ें:|קראו גם:|watch:|watch more:|listen:|for more stories like this|for more news|related coverage|
اقرأ أيضا:|اقرأ أيضاً:|إقرأ أيضا:|إقرأ أيضاً:|اقرأ أيضًا:|اقرأ المزيد:|شاهد أيضا:|شاهد أيضاً:|اقرأ أيضا :|اقرأ أيضاً :|相关阅读:|相关新闻:|相关报道:|延伸阅读:|相關新聞:|延伸閱讀:|関連記事:|関連ニュース:`},
	{phrase{article.KindSourceLink, headsNothing}, `
source link:|original source:|original article:|read the original article|read the full article at|read more at source|click here to read the original|originally published at|originally posted on|link to the original|رابط الخبر:|رابط المصدر:|رابط الخبر بصحيفة|原文链接:|原文網址:|元記事:`},
	{phrase{article.KindNewsletter, headsNothing}, `
create an account or sign in|sign in or create an account|register / sign in|sign in to unlock|register to unlock|this article is free to read|unlimited online access|access articles from|enjoy additional articles|get email updates|share your thoughts and join the|already have an account|create a free account|
erstellen sie ein konto|melden sie sich an, um|créez un compte|créez-vous un compte|crea una cuenta|regístrate para|accedi o registrati|crie uma conta|この記事は会員限定|この記事は有料|会員限定記事|会員登録すると続き|会員登録すると、続き|会員登録すると全文|会員登録すると、全文|会員登録するとお読み|会員登録すると、お読み|会員の方のみ閲覧|会員の方のみお読み|会員の方のみご|無料会員登録で|無料会員登録する|無料会員登録はこちら|無料会員登録が必要|
already a subscriber|already have a subscription|already registered|this article is for subscribers|this content is for subscribers|this story is for subscribers|to continue reading|to read this article in full|subscribe to read|subscribe to continue|subscribe now|subscribe for|start your free trial|support local journalism|you have reached your limit|you've reached your limit|jetzt weiterlesen|jetzt weiter lesen|bereits abonnent|bereits abonniert|sie haben bereits ein abo|schon abonnent|dieser artikel ist nur für|dieser inhalt ist nur für|nur für abonnenten|exklusiv für abonnenten|jetzt testen|jetzt kostenlos testen|jetzt registrieren|jederzeit kündbar|monatlich kündbar|cet article est réservé aux|article réservé aux abonnés|contenu réservé aux|la suite est réservée|il vous reste|déjà abonné|pour lire la suite|poursuivez votre lecture|sans engagement|abonnez-vous pour|este artículo es exclusivo para|contenido exclusivo para|exclusivo para suscriptores|ya eres suscriptor|¿ya eres suscriptor|suscríbete para|suscríbete ahora|para seguir leyendo|cancela cuando quieras|contenuto riservato agli abbonati|articolo riservato agli abbonati|sei già abbonato|già abbonato|abbonati per|abbonati ora|conteúdo exclusivo para|exclusivo para assinantes|já é assinante|assine para|alleen voor abonnees|al abonnee|word abonnee|verder lezen|lees verder met|bara för prenumeranter|redan prenumerant|för att läsa|kun for abonnenter|allerede abonnent|for å lese|kun for abonnenter|vain tilaajille|oletko jo tilaaja|dla prenumeratorów|tylko dla prenumeratorów|ten artykuł jest dostępny|masz już prenumeratę|aby przeczytać|pro předplatitele|tento článek je|csak előfizetőknek|abone ol|abonelik|bu içerik sadece aboneler|только для подписчиков|материал доступен|оформите подписку|лише для передплатників|この記事は有料会員|会員限定です|会員限定コンテンツ|ご利用には会員登録|続きを読むには|本文仅限|订阅后可|订阅后即可|订阅后继续阅读|구독하시면|
if you enjoyed this article|if you value our|if you like our|help us keep|support our journalism|support our work|support independent journalism|we need your support|we ask you to support|hat ihnen dieser artikel gefallen|hat dir dieser artikel gefallen|unterstützen sie uns|unterstütze uns|unterstützen sie unsere arbeit|vous avez aimé cet article|soutenez-nous|soutenez notre|te ha gustado este artículo|apoya nuestro|apoya el periodismo|ti è piaciuto questo articolo|sostieni il nostro|sostienici|gostou deste artigo|apoie o nosso|apoie o jornalismo|steun ons|steun onze|понравилась статья|поддержите нас|поддержите нашу|
sign up for our|sign up to our|sign up to receive|sign up for the newsletter|sign up here for|subscribe to our|subscribe to the newsletter|subscribe for our|get our daily|get the latest news|get our free|join our newsletter|join our mailing list|enter your email|receive our daily|click here to subscribe|by signing up you agree|by signing up, you agree|by subscribing you agree|abonnieren sie unseren|melden sie sich für unseren|hier geht es zur newsletter-anmeldung|inscrivez-vous à notre|abonnez-vous à notre|abonnez-vous à la newsletter|recevez notre newsletter|suscríbete a nuestro|suscríbete a nuestra|suscríbase a nuestro|iscriviti alla nostra|iscriviti alla newsletter|assine a nossa|assine nossa|receba a nossa newsletter|meld je aan voor onze|schrijf je in voor|abonneer je op|подпишитесь на наш|подписывайтесь на наш|подписывайтесь на|اشترك في نشرتنا|اشترك في النشرة`},
	{phrase{article.KindShare, headsNothing}, `
share this:|share on:|share on facebook|share on twitter|share via:|follow us on|follow us:|find us on facebook|like us on|join us on facebook|folgen sie uns auf|teilen:|teilen auf|partager:|partager :|partager sur|suivez-nous sur|compartir:|compartir en|síguenos en|condividi:|condividi su|seguici su|compartilhe:|compartilhar no|siga-nos no|partilhar:|deel op|deel via|volg ons op|поделиться:|поделиться в|следите за нами|شارك على|تابعنا على|تابعونا على|分享到:|关注我们|シェアする:`},
	{phrase{article.KindCaption, headsNothing}, `
file photo:|file photo -|file image:|photo:|photos:|photo credit:|photo by:|photo courtesy|image:|image credit:|image source:|image caption|image copyright|image credits:|picture:|pic:|media caption|photograph:|foto:|fotos:|fotocredit:|bild:|bilder:|bildquelle:|symbolbild:|symbolfoto:|archivbild:|archivfoto:|crédit photo:|crédit photo :|crédits photo:|crédits photo :|photo :|crédit:|legende:|légende:|imagen:|imagen de archivo:|foto de archivo:|crédito:|créditos:|immagine:|foto d'archivio:|imagem:|beeld:|фото:|фотография:|иллюстрация:|الصورة:|صورة:|图片来源:|图为|資料圖片|写真:|画像:`},
	{phrase{article.KindCopyright, headsNothing}, `
copyright ©|copyright (c|copyright 19|copyright 20|copyright:|copyright of|© copyright|urheberrecht|this material may not be published|this material is copyrighted|版权声明|版權聲明`},
	{phrase{article.KindNavigation, headsNothing}, `
tags:|tag:|tagged:|topics:|filed under:|posted in:|categories:|category:|in this topic:|schlagworte:|schlagwörter:|themen:|mots-clés:|mots-clés :|étiquettes:|etiquetas:|temas:|argomenti:|marcadores:|trefwoorden:|теги:|метки:|الوسوم:|كلمات مفتاحية:|标签:|关键词:|關鍵字:|タグ:|キーワード:`},
	{phrase{article.KindCookies, headsNothing}, `
ich bin damit einverstanden, dass mir|ein klick für den datenschutz|empfohlener redaktioneller inhalt|empfohlener externer inhalt|an dieser stelle finden sie|an dieser stelle findest du|externen inhalt anzeigen|externer inhalt|hier können sie unsere|um eingebettete inhalte|inhalt laden|klicken sie auf den unteren button|this content is hosted|this content is not available due to your privacy|to display this content|to view this content|view this content|ce contenu est bloqué|pour afficher ce contenu|para ver este contenido|per visualizzare questo contenuto|para ver este conteúdo|om deze inhoud|for å se dette innholdet|för att se innehållet|
we use cookies|this site uses cookies|this website uses cookies|our site uses cookies|by using this site, you agree|by continuing to use|wir verwenden cookies|diese website verwendet cookies|wir nutzen cookies|nous utilisons des cookies|ce site utilise des cookies|en poursuivant votre navigation|utilizamos cookies|este sitio web utiliza cookies|usamos cookies|questo sito utilizza|este site utiliza cookies|deze website gebruikt cookies|wij gebruiken cookies|мы используем файлы cookie|мы используем cookies|этот сайт использует|يستخدم هذا الموقع ملفات|نستخدم ملفات تعريف|本网站使用cookie|当サイトではcookie`},
}

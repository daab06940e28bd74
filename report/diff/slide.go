package diff

// maxSlide is how far a run is shifted, in tokens: one or two sentences.
const maxSlide = 64

// slide shifts runs that were cut or added to where a reader expects them. If a run begins with the text
// that follows it ("A. [B.]" or "A[. B]."), it can also be placed further down, and likewise up. A whole
// paragraph is best, then a whole sentence.
func slide(list []step) {
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].kind == list[from].kind {
			to++
		}
		if list[from].kind != Same {
			to = slideRun(list, from, to)
		}
		from = to
	}
}

// slideRun shifts one run and returns its end.
func slideRun(list []step, from, to int) int {
	back := 0
	for back < maxSlide && up(list, from, to) {
		from, to, back = from-1, to-1, back+1
	}
	best, score, at := 0, -1, 0
	for {
		if s := fit(list, from, to); s > score || s == score && at <= back {
			best, score = at, s
		}
		if at >= back+maxSlide || !down(list, from, to) {
			break
		}
		from, to, at = from+1, to+1, at+1
	}
	for ; at > best; at-- {
		up(list, from, to)
		from, to = from-1, to-1
	}
	return to
}

// own returns the token of a step in the text that has the run: the old text for a cut run.
func own(s *step, kind Kind) *token {
	if kind == Cut {
		return s.old
	}
	return s.now
}

// down shifts a run one token down, if that changes nothing.
func down(list []step, from, to int) bool {
	kind := list[from].kind
	if to >= len(list) || list[to].kind != Same || own(&list[from], kind).id != own(&list[to], kind).id {
		return false
	}
	trade(&list[from], &list[to], kind)
	return true
}

// up shifts a run one token up, if that changes nothing.
func up(list []step, from, to int) bool {
	kind := list[from].kind
	if from == 0 || list[from-1].kind != Same || own(&list[from-1], kind).id != own(&list[to-1], kind).id {
		return false
	}
	trade(&list[to-1], &list[from-1], kind)
	return true
}

// trade exchanges an edited step and an unchanged one.
func trade(edited, same *step, kind Kind) {
	if kind == Cut {
		edited.now, same.now = same.now, nil
	} else {
		edited.old, same.old = same.old, nil
	}
	edited.kind, same.kind = Same, kind
}

// fit scores the position of a run: whether it starts a paragraph, ends one, or follows a mark.
func fit(list []step, from, to int) int {
	kind, score := list[from].kind, 0
	switch {
	case from == 0:
		score += 2
	case list[from-1].kind == Same && own(&list[from-1], kind).breaks:
		score += 4
	case list[from-1].kind == Same && !own(&list[from-1], kind).word:
		score++
	}
	if last := own(&list[to-1], kind); last.breaks || to == len(list) {
		score += 2
	} else if !last.word {
		score++
	}
	return score
}

package report

import (
	"io"
	"strconv"

	"github.com/wiretrace/wiretrace/article"
)

// A JSON writes JSON Lines: first a line with the summary; then a line for each cluster with the fields of
// clusters.jsonl and "title" (of the member to keep), "changes", "survival" and "articles" (the members in
// the order of time); then a line for an article that was asked for. It is not safe for concurrent use.
type JSON struct {
	Out  io.Writer
	line []byte
	err  error
}

// Summary writes the first line.
func (j *JSON) Summary(s Summary) error {
	b := appendString(append(j.line[:0], `{"schema":`...), SchemaReport)
	b = strconv.AppendUint(append(b, `,"generation":`...), s.Generation, 10)
	b = appendInt(append(b, `,"articles":`...), s.Articles)
	b = appendInt(append(b, `,"clusters":`...), s.Clusters)
	b = appendInt(append(b, `,"shown":`...), s.Shown)
	b = appendOptional(append(b, `,"since":`...), optional(s.Since))
	b = appendOptional(append(b, `,"store":`...), optional(s.Store))
	b = strconv.AppendBool(append(b, `,"traced":`...), s.Traced)
	b = appendDay(append(b, `,"day":`...), s.Day)
	j.line = append(b, '}')
	return j.flush()
}

// Cluster writes the line of a cluster.
func (j *JSON) Cluster(v *ClusterView) error {
	b := v.Cluster.AppendJSON(j.line[:0])
	b = b[:len(b)-1] // without the closing brace
	title := ""
	if a := v.keep(); a != nil {
		title = a.Title
	}
	b = appendString(append(b, `,"title":`...), title)
	b = append(b, `,"articles":[`...)
	for i := range v.Members {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendMember(b, &v.Members[i], i == v.Keep)
	}
	b = append(b, `],"changes":[`...)
	for i := range v.Changes {
		if i > 0 {
			b = append(b, ',')
		}
		b = v.Changes[i].appendJSON(b)
	}
	b = strconv.AppendBool(append(b, `],"traced":`...), v.Traced)
	b = appendInt(append(b, `,"gone":`...), v.Gone)
	b = append(b, `,"survival":`...)
	if v.Survival == nil {
		b = append(b, "null"...)
	} else {
		survival := *v.Survival
		survival.Runs = list(survival.Runs)
		b = appendAny(b, &survival)
	}
	j.line = append(b, '}')
	return j.flush()
}

// End does nothing: every line is complete.
func (j *JSON) End() error { return j.err }

func (j *JSON) flush() error {
	if j.err == nil {
		j.line = append(j.line, '\n')
		_, j.err = j.Out.Write(j.line)
	}
	return j.err
}

// appendMember appends a member as one JSON object.
func appendMember(b []byte, m *MemberView, keep bool) []byte {
	a := &m.Article
	b = appendString(append(b, `{"id":`...), a.ID)
	b = appendString(append(b, `,"source":`...), a.Source)
	b = appendString(append(b, `,"title":`...), a.Title)
	b = appendString(append(b, `,"url":`...), a.URL)
	b = appendRevision(b, `,"revision":`, m.Revision)
	if m.Status != article.StatusUsable {
		b = appendString(append(b, `,"status":`...), m.Status.String())
	}
	for _, c := range []struct {
		name string
		at   article.Time
	}{{"published", a.Published}, {"updated", a.Updated}, {"fetched", a.Fetched}} {
		b = append(append(append(b, `,"`...), c.name...), `":`...)
		b = appendOptional(b, optional(c.at.String()))
	}
	b = appendShare(append(b, `,"similarity":`...), m.Similarity)
	b = strconv.AppendBool(append(b, `,"same":`...), m.Same)
	b = appendOptional(append(b, `,"same_as":`...), optional(m.SameAs))
	b = strconv.AppendBool(append(b, `,"keep":`...), keep)
	b = append(b, `,"parent":`...)
	if m.Source == nil {
		b = append(b, `null,"unseen":false,"parent_p":0,"delay_seconds":null`...)
	} else {
		b = appendParent(b, m.Source)
	}
	b = appendOptional(append(b, `,"agency":`...), optional(m.Agency))
	b = appendFloat(append(b, `,"agency_p":`...), m.AgencyP)
	return append(appendSource(b, m.Traced), '}')
}

// appendParent appends the parent of a copy or null, its probability, and the delay.
func appendParent(b []byte, c *Copy) []byte {
	parent, unseen := seen(c.Parent)
	b = appendRevision(appendOptional(b, parent), `,"parent_revision":`, c.ParentRevision)
	b = strconv.AppendBool(append(b, `,"unseen":`...), unseen)
	b = append(appendFloat(append(b, `,"parent_p":`...), c.P), `,"delay_seconds":`...)
	if c.Delay == nil {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, *c.Delay, 10)
}

// appendShare appends a share. 0 means that it was never computed and is written as null.
func appendShare(b []byte, x float64) []byte {
	if x == 0 {
		return append(b, "null"...)
	}
	return appendFloat(b, x)
}
